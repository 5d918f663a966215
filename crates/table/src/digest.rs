//! SHA-256 of a file. Reading does not wait for it: whoever reads a file hashes it beside the reading.

use sha2::{Digest as _, Sha256};

/// SHA-256 of bytes that come piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// The digest of bytes that are there at once, in hexadecimal.
    pub fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.update(bytes);
        digest.finish()
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all of them, in hexadecimal.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of FIPS 180-4's companion document.
    #[test]
    fn known_digests() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let long = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
        assert_eq!(Digest::of(b"abc"), abc);
        let mut pieces = Digest::default();
        pieces.update(b"abcdbcdecdefdefgefghfghighijhi");
        pieces.update(b"jkijkljklmklmnlmnomnopnopq");
        assert_eq!(pieces.finish(), long);
    }
}
