//! Bringing a file into memory with every thread: the system copies, and clears what it copies into, page
//! by page, which takes one thread as long as a quarter of the reading.

use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes that one thread brings at a time. A file of fewer is read in one go.
const PIECE: usize = 8 * 1024 * 1024;

/// The bytes of a file. One that becomes shorter meanwhile is an error.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    let length = usize::try_from(about.len()).map_err(|_| io::ErrorKind::OutOfMemory)?;
    if !about.is_file() || length <= PIECE {
        return fs::read(path);
    }
    let mut bytes = vec![0; length];
    let read = |(index, room): (usize, &mut [u8])| {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start((index * PIECE) as u64))?;
        file.read_exact(room)
    };
    bytes.par_chunks_mut(PIECE).enumerate().try_for_each(read)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lie_where_they_belong() {
        let path = std::env::temp_dir().join(format!("glasshouse-pieces-{}", std::process::id()));
        let bytes: Vec<u8> =
            (0..2 * PIECE as u32 + 5).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        fs::write(&path, &bytes).unwrap();
        let read = read_file(&path);
        fs::remove_file(&path).unwrap();
        assert!(read.unwrap() == bytes);
        assert_eq!(read_file(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
