//! From the bytes of a shard to images, believing nothing about the bytes.

use std::io::{ErrorKind, Read};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::IMAGE_PIXELS;
use super::error::ShardError;
use super::images::Images;
use super::manifest::ShardEntry;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The images and labels in `bytes`, the content of the file that `entry` names.
///
/// The bytes may be plain already: some servers and browsers unzip a `.gz` on the way.
///
/// # Errors
///
/// If the bytes are not exactly the shard that the manifest describes.
pub fn decode_shard(entry: &ShardEntry, bytes: &[u8]) -> Result<Images, ShardError> {
    // A plain shard starts with a label, at most 9, so the two cannot be mistaken for each other.
    if bytes.starts_with(&GZIP_MAGIC) {
        let plain = unzip(entry, bytes)?;
        recognize(entry, &plain)?;
        if plain.len() < entry.unzipped_len() {
            // Its own length and checksum are right: nothing was lost on the way.
            return Err(not_a_shard(entry, "an archive of another length"));
        }
        verify(entry, &plain)?;
        Ok(split(entry, plain))
    } else {
        recognize(entry, bytes)?;
        verify(entry, bytes)?;
        Ok(split(entry, bytes.to_vec()))
    }
}

/// Refuses what does not begin as a shard does, with its labels: it was neither cut short nor altered on the way.
fn recognize(entry: &ShardEntry, plain: &[u8]) -> Result<(), ShardError> {
    let mut labels = plain.iter().take(entry.images);
    // One flipped bit may make a label another one or no digit; text has no digit at all.
    let digits = labels.clone().filter(|label| **label <= 9).count();
    let is_cut_archive = plain.len() < GZIP_MAGIC.len();
    if is_cut_archive || digits * 2 > labels.len() {
        return Ok(());
    }
    let starts_with_markup = labels.find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    Err(not_a_shard(
        entry,
        if starts_with_markup {
            "a web page"
        } else {
            "another file"
        },
    ))
}

fn not_a_shard(entry: &ShardEntry, what: &'static str) -> ShardError {
    let file = entry.file;
    ShardError::NotAShard { file, what }
}

fn unzip(entry: &ShardEntry, bytes: &[u8]) -> Result<Vec<u8>, ShardError> {
    let expected = entry.unzipped_len();
    let mut plain = Vec::with_capacity(expected);
    // One byte more than expected is enough to tell "too long", however much more there may be.
    match GzDecoder::new(bytes)
        .take(expected as u64 + 1)
        .read_to_end(&mut plain)
    {
        Ok(_) => Ok(plain),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(ShardError::CutShort {
            file: entry.file,
            expected,
            found: plain.len(),
        }),
        Err(error) => Err(ShardError::NotUnzippable {
            file: entry.file,
            reason: error.to_string(),
        }),
    }
}

fn verify(entry: &ShardEntry, plain: &[u8]) -> Result<(), ShardError> {
    let file = entry.file;
    let expected = entry.unzipped_len();
    if plain.len() < expected {
        let found = plain.len();
        return Err(ShardError::CutShort {
            file,
            expected,
            found,
        });
    }
    if plain.len() > expected {
        return Err(ShardError::TooLong { file, expected });
    }
    let found = sha256(plain);
    if found != entry.sha256 {
        let expected = entry.sha256;
        return Err(ShardError::Altered {
            file,
            expected,
            found,
        });
    }
    Ok(())
}

/// Labels first, then pixels; these stay where they are, because a second copy of them would make a worker's
/// memory grow for good.
fn split(entry: &ShardEntry, plain: Vec<u8>) -> Images {
    let mut pixels = plain;
    let labels = pixels.drain(..entry.images).collect();
    debug_assert_eq!(pixels.len(), entry.images * IMAGE_PIXELS);
    Images { pixels, labels }
}

/// In hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    /// A shard of two images: labels 3 and 5, pixels that count up.
    fn plain_shard() -> Vec<u8> {
        let pixels = (0..2 * IMAGE_PIXELS).map(|pixel| (pixel % 251) as u8);
        [3, 5].into_iter().chain(pixels).collect()
    }

    const ENTRY: ShardEntry = ShardEntry {
        file: "tiny.bin.gz",
        images: 2,
        sha256: "011c3b0bf6e321a43efb753e4bb8771f583e31b39f67fe611bb4ee43bf4a0351",
    };

    fn zip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn expected_images() -> Images {
        let plain = plain_shard();
        Images {
            labels: plain[..2].to_vec(),
            pixels: plain[2..].to_vec(),
        }
    }

    #[test]
    fn a_zipped_shard_decodes() {
        let decoded = decode_shard(&ENTRY, &zip(&plain_shard()));
        assert_eq!(decoded, Ok(expected_images()));
    }

    #[test]
    fn a_shard_that_was_unzipped_on_the_way_decodes() {
        assert_eq!(decode_shard(&ENTRY, &plain_shard()), Ok(expected_images()));
    }

    #[test]
    fn a_zipped_shard_cut_anywhere_is_an_error() {
        let zipped = zip(&plain_shard());
        for end in 0..zipped.len() {
            let error = decode_shard(&ENTRY, &zipped[..end]).unwrap_err();
            assert!(
                matches!(error, ShardError::CutShort { .. }),
                "cut at {end}: {error}"
            );
        }
    }

    #[test]
    fn a_plain_shard_cut_short_says_how_much_arrived() {
        let error = decode_shard(&ENTRY, &plain_shard()[..100]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tiny.bin.gz is cut short: 100 of 1570 bytes arrived"
        );
    }

    #[test]
    fn no_bytes_at_all_are_a_shard_cut_short() {
        let error = decode_shard(&ENTRY, &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tiny.bin.gz is cut short: 0 of 1570 bytes arrived"
        );
    }

    #[test]
    fn a_flipped_bit_in_the_images_is_noticed() {
        for position in [0, 1, 2, 1000, 1569] {
            let mut plain = plain_shard();
            plain[position] ^= 1;
            for bytes in [plain.clone(), zip(&plain)] {
                let error = decode_shard(&ENTRY, &bytes).unwrap_err();
                assert!(matches!(error, ShardError::Altered { .. }), "{error}");
            }
        }
    }

    #[test]
    fn a_flipped_bit_in_the_zipped_bytes_never_alters_an_image() {
        let zipped = zip(&plain_shard());
        for bit in 0..zipped.len() * 8 {
            let mut bytes = zipped.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // A bit of the header's date, say, may flip without harm.
            if let Ok(images) = decode_shard(&ENTRY, &bytes) {
                assert_eq!(images, expected_images(), "bit {bit}");
            }
        }
    }

    #[test]
    fn bytes_that_only_look_zipped_are_an_error() {
        let garbage: Vec<u8> = GZIP_MAGIC.into_iter().chain((0..=255).rev()).collect();
        let error = decode_shard(&ENTRY, &garbage).unwrap_err();
        assert!(matches!(error, ShardError::NotUnzippable { .. }), "{error}");
    }

    #[test]
    fn an_error_page_in_place_of_the_shard_is_an_error() {
        let short = b"\n<!doctype html><title>404</title>".to_vec();
        for page in [short.clone(), zip(&short), short.repeat(100)] {
            let error = decode_shard(&ENTRY, &page).unwrap_err();
            let expected = "tiny.bin.gz holds no images: the host sent a web page instead. \
                            It has to serve the mnist folder unchanged";
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn only_what_was_cut_is_called_cut_short() {
        let noise: Vec<u8> = (0..700u32).map(|i| (i * 37 % 251) as u8 | 0x10).collect();
        let halves = [0, 785].map(|from| zip(&plain_shard()[from..from + 785]));
        let json = br#"{"error": "not found"}"#.to_vec();
        for other in [noise.clone(), zip(&noise), halves[0].clone(), json] {
            let error = decode_shard(&ENTRY, &other).unwrap_err();
            assert!(matches!(error, ShardError::NotAShard { .. }), "{error}");
        }
        for short in [
            &halves[0][..300],
            &plain_shard()[..785],
            &plain_shard()[..1],
        ] {
            let error = decode_shard(&ENTRY, short).unwrap_err();
            assert!(matches!(error, ShardError::CutShort { .. }), "{error}");
        }
    }

    #[test]
    fn a_shard_that_unzips_to_far_too_much_is_not_unzipped_to_its_end() {
        let bomb = zip(&vec![0; 50_000_000]);
        let unzipped = unzip(&ENTRY, &bomb).unwrap();
        assert_eq!(unzipped.len(), ENTRY.unzipped_len() + 1);
        let error = decode_shard(&ENTRY, &bomb).unwrap_err();
        assert!(
            matches!(error, ShardError::TooLong { expected: 1570, .. }),
            "{error}"
        );
    }

    #[test]
    fn a_shard_the_server_lacks_is_named() {
        let error = ShardError::Missing {
            file: ENTRY.file,
            reason: "HTTP 404".into(),
        };
        assert_eq!(
            error.to_string(),
            "tiny.bin.gz could not be loaded: HTTP 404"
        );
    }
}
