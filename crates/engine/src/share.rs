//! A recipe as text that fits into an address: its JSON, deflated, in base64 for addresses, after the number
//! of this way of writing. It holds what the recipe holds and nothing of the data.

use crate::fault::internal;
use crate::read_recipe;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use glasshouse_spec::{Fault, Recipe};
use std::io::{Read, Write};

/// The number of this way of writing.
const WAY: &str = "1";
/// Bytes that a recipe takes at most: more would be an attack on the memory, and no recipe.
const MOST: u64 = 1_000_000;

/// Writes a recipe as text of letters, digits, `-` and `_`.
///
/// # Errors
/// A recipe that is too large.
pub(crate) fn share(recipe: &Recipe) -> Result<String, Box<Fault>> {
    let broken = |error: &dyn std::fmt::Display| Box::new(internal(error.to_string()));
    let json = serde_json::to_vec(recipe).map_err(|error| broken(&error))?;
    if json.len() as u64 > MOST {
        let fault = Fault::new("recipe.link_too_long", "the recipe is too long for a link");
        return Err(fault.with_remedy("save it as a file and send that").into());
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&json).map_err(|error| broken(&error))?;
    let bytes = encoder.finish().map_err(|error| broken(&error))?;
    Ok(format!("{WAY}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Reads what [`share`] wrote.
///
/// # Errors
/// `recipe.link` where the text was cut off, changed or written by a later release, or holds no recipe.
pub(crate) fn read_shared(text: &str) -> Result<Recipe, Box<Fault>> {
    let Some(packed) = text.strip_prefix(WAY) else {
        let later = text.starts_with(|first: char| first.is_ascii_digit());
        return Err(match later {
            true => broken("the link was made by a later Glasshouse", "open it in a newer Glasshouse"),
            false => cut_off("it does not begin as a link to a recipe does"),
        });
    };
    let bytes = URL_SAFE_NO_PAD.decode(packed).map_err(|error| cut_off(&error.to_string()))?;
    let mut json = Vec::new();
    let mut decoder = DeflateDecoder::new(bytes.as_slice()).take(MOST + 1);
    decoder.read_to_end(&mut json).map_err(|error| cut_off(&error.to_string()))?;
    if json.len() as u64 > MOST {
        return Err(cut_off("it holds more than a recipe can"));
    }
    read_recipe("recipe.json", &json).map_err(|fault| {
        let remedy = fault.remedy.clone().unwrap_or_default();
        Box::new(broken("the link holds a recipe that cannot be used", &remedy).with_cause(fault.message))
    })
}

fn broken(message: &str, remedy: &str) -> Box<Fault> {
    Fault::new("recipe.link", message).with_remedy(remedy).into()
}

fn cut_off(why: &str) -> Box<Fault> {
    let message = "the link does not hold a whole recipe: it was cut off or changed on its way";
    Box::new(broken(message, "copy the whole link again, or ask for the recipe as a file").with_cause(why))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
    use super::*;

    fn recipe() -> Recipe {
        let text = "version = 1\nname = \"Möwen & Co\"\n[task]\ntarget = \"species\"\n[[prepare]]\nop = \"simple_imputer\"\n\
                    columns = [\"@numeric\"]\nstrategy = \"median\"\ncomment = \"gaps of the scale\"\n";
        read_recipe("r.toml", text.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_shared_comes_back_and_fits_into_an_address() {
        let text = share(&recipe()).unwrap();
        assert_eq!(read_shared(&text).unwrap(), recipe());
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{text}");
    }

    #[test]
    fn a_link_that_was_cut_off_or_changed_is_refused_in_words() {
        let text = share(&recipe()).unwrap();
        for end in 0..text.len() {
            let fault = read_shared(&text[..end]).unwrap_err();
            assert_eq!(fault.code, "recipe.link", "{end}");
            assert!(fault.remedy.is_some());
        }
        assert_eq!(read_shared("1not base64!").unwrap_err().code, "recipe.link");
        assert!(read_shared("7abc").unwrap_err().message.contains("later"));
    }

    #[test]
    fn a_link_that_unpacks_to_more_than_a_recipe_is_refused() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; MOST as usize + 5]).unwrap();
        let bomb = format!("{WAY}{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()));
        assert_eq!(read_shared(&bomb).unwrap_err().code, "recipe.link");
    }

    #[test]
    fn another_thing_in_a_link_is_named() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(b"{\"version\": 1, \"sede\": 4}").unwrap();
        let other = format!("{WAY}{}", URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()));
        let fault = read_shared(&other).unwrap_err();
        assert!(fault.causes[0].contains("sede"), "{fault:?}");
    }
}
