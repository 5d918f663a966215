//! MurmurHash3 of 32 bits (Appleby, 2011, in the public domain), by which texts find their column.

/// The hash of some bytes with seed 0, as a number with a sign.
pub(super) fn murmur(bytes: &[u8]) -> i32 {
    let mut hash = 0_u32;
    let (blocks, rest) = bytes.as_chunks::<4>();
    for block in blocks {
        hash ^= mixed(u32::from_le_bytes(*block));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
    hash ^= mixed(last);
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    (hash ^ hash >> 16).cast_signed()
}

fn mixed(word: u32) -> u32 {
    word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}
