//! The page of Glasshouse, as the browser starts it.

fn main() {
    glasshouse_web::start();
}
