//! Files as they come, and what is answered to others.

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, LumaA, RgbImage};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::super::IMAGE_PIXELS;
use super::{Brought, read};

type Files = Vec<(String, Vec<u8>)>;

fn idx(head: &[u8], sizes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let sizes: Vec<u8> = sizes.iter().flat_map(|size| size.to_be_bytes()).collect();
    [head, &sizes, numbers].concat()
}

/// So many images whose pixels are their number.
fn idx_images(count: usize) -> Vec<u8> {
    let pixels: Vec<u8> = (0..count).flat_map(|at| [at as u8; IMAGE_PIXELS]).collect();
    idx(&[0, 0, 8, 3], &[count as u32, 28, 28], &pixels)
}

/// Labels that count up from this one.
fn idx_labels(count: usize, first: usize) -> Vec<u8> {
    let labels: Vec<u8> = (0..count).map(|at| ((first + at) % 10) as u8).collect();
    idx(&[0, 0, 8, 1], &[count as u32], &labels)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn npy(numbers: &str, shape: &str, bytes: &[u8], version: u8) -> Vec<u8> {
    let head = format!("{{'descr': '{numbers}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = match version {
        1 => (head.len() as u16).to_le_bytes().to_vec(),
        _ => (head.len() as u32).to_le_bytes().to_vec(),
    };
    [
        b"\x93NUMPY",
        &[version, 0][..],
        &length,
        head.as_bytes(),
        bytes,
    ]
    .concat()
}

fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn pixels(count: usize) -> Vec<u8> {
    idx_images(count)[16..].to_vec()
}

fn labels(count: usize) -> Vec<u8> {
    idx_labels(count, 0)[8..].to_vec()
}

fn named<const N: usize>(files: [(&str, Vec<u8>); N]) -> Files {
    files
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect()
}

/// Fashion-MNIST in small.
fn four() -> Files {
    named([
        ("t10k-labels-idx1-ubyte.gz", gzip(&idx_labels(120, 5))),
        ("train-images-idx3-ubyte.gz", gzip(&idx_images(120))),
        ("t10k-images-idx3-ubyte", idx_images(120)),
        ("train-labels-idx1-ubyte", idx_labels(120, 0)),
    ])
}

fn is_as_it_should_be(brought: &Brought) {
    assert_eq!((brought.train.len(), brought.test.len()), (120, 120));
    assert_eq!(brought.train.image(119), (&[119; IMAGE_PIXELS][..], 9));
    assert_eq!(brought.test.image(7), (&[7; IMAGE_PIXELS][..], 2));
    assert_eq!(brought.notes, [""; 0]);
}

#[test]
fn four_files_are_told_apart_by_their_names_in_any_order() {
    let mut files = four();
    for _ in 0..4 {
        files.rotate_left(1);
        is_as_it_should_be(&read(&files).unwrap());
    }
}

#[test]
fn what_names_do_not_tell_counts_do() {
    let files = named([
        ("a", idx_labels(40, 0)),
        ("b", idx_images(200)),
        ("c", idx_images(40)),
        ("d", idx_labels(200, 0)),
    ]);
    let brought = read(&files).unwrap();
    assert_eq!((brought.train.len(), brought.test.len()), (200, 40));
    assert!(brought.notes[0].contains("the larger part is trained on"));
    let alike = named([
        ("a", idx_labels(200, 0)),
        ("b", idx_images(200)),
        ("c", idx_images(200)),
        ("d", idx_labels(200, 0)),
    ]);
    let error = read(&alike).unwrap_err();
    assert!(error.contains("put train into the one name"), "{error}");
}

#[test]
fn of_one_pair_the_last_sixth_is_held_out() {
    for name in ["train-images", "images", "t10k-images"] {
        let files = named([(name, idx_images(180)), ("labels", idx_labels(180, 0))]);
        let brought = read(&files).unwrap();
        assert_eq!(
            (brought.train.len(), brought.test.len()),
            (150, 30),
            "{name}"
        );
        assert_eq!(brought.test.image(0), (&[150; IMAGE_PIXELS][..], 0));
        assert_eq!(brought.notes.len(), 1);
        assert!(brought.notes[0].contains("the last 30 were held out"));
    }
}

#[test]
fn what_numpy_saves_is_read_in_either_version_and_with_any_whole_labels() {
    let wide = |labels: Vec<u8>| {
        labels
            .into_iter()
            .flat_map(|it| i64::from(it).to_le_bytes())
            .collect()
    };
    for (version, shape) in [
        (1, "(120, 28, 28)"),
        (2, "(120, 784)"),
        (3, "(120, 28, 28, 1)"),
    ] {
        let test_labels: Vec<u8> = wide(idx_labels(120, 5)[8..].to_vec());
        let file = npz(&[
            ("x_train.npy", npy("|u1", shape, &pixels(120), version)),
            ("y_train.npy", npy("|u1", "(120,)", &labels(120), version)),
            ("x_test.npy", npy("|u1", shape, &pixels(120), version)),
            ("y_test.npy", npy("<i8", "(120,)", &test_labels, version)),
        ]);
        is_as_it_should_be(&read(&named([("mine.npz", file)])).unwrap());
    }
}

#[test]
fn arrays_that_were_saved_alone_go_by_the_names_of_their_files() {
    let alone = |bytes| npz(&[("arr_0.npy", bytes)]);
    let files = named([
        (
            "kmnist-train-imgs.npz",
            alone(npy("|u1", "(120, 28, 28)", &pixels(120), 1)),
        ),
        (
            "kmnist-train-labels.npz",
            alone(npy("|u1", "(120,)", &labels(120), 1)),
        ),
        (
            "kmnist-test-imgs.npz",
            alone(npy("|u1", "(120, 28, 28)", &pixels(120), 1)),
        ),
        (
            "kmnist-test-labels.npz",
            alone(npy("|u1", "(120,)", &idx_labels(120, 5)[8..], 1)),
        ),
    ]);
    is_as_it_should_be(&read(&files).unwrap());
}

#[test]
fn emnist_is_turned_upright_and_says_so() {
    let mut images = idx_images(120);
    // The second pixel of the first row.
    images[17] = 200;
    let files = named([
        ("emnist-digits-train-images-idx3-ubyte", images),
        ("emnist-digits-train-labels-idx1-ubyte", idx_labels(120, 0)),
    ]);
    let brought = read(&files).unwrap();
    let (pixels, _) = brought.train.image(0);
    assert_eq!((pixels[1], pixels[28]), (0, 200));
    assert!(
        brought.notes[0].contains("turned upright"),
        "{:?}",
        brought.notes
    );
}

#[test]
fn of_more_images_than_are_trained_on_the_first_ones_are_kept() {
    let files = named([
        ("train-images", gzip(&idx_images(72_000))),
        ("train-labels", idx_labels(72_000, 0)),
    ]);
    let brought = read(&files).unwrap();
    assert_eq!((brought.train.len(), brought.test.len()), (60_000, 10_000));
    assert_eq!(brought.train.pixels.len(), 60_000 * IMAGE_PIXELS);
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let good = ("labels", idx_labels(120, 0));
    let with = |name: &'static str, bytes: Vec<u8>| named([(name, bytes), good.clone()]);
    let tall = idx(&[0, 0, 8, 3], &[120, 32, 30], &[0; 100]);
    let short = idx_images(120)[..50_016].to_vec();
    let cut = gzip(&idx_images(120));
    let cut = cut[..cut.len() - 12].to_vec();
    let mut flipped = gzip(&idx_images(120));
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x55;
    let floats = npy("<f4", "(120, 28, 28)", &[0; 16], 1);
    let fortran = npy("|u1", "(120, 28, 28)", &pixels(120), 1);
    let fortran = String::from_utf8_lossy(&fortran[10..90]).replace("False", "True ");
    let fortran = [
        &b"\x93NUMPY\x01\0"[..],
        &(fortran.len() as u16).to_le_bytes(),
        fortran.as_bytes(),
    ]
    .concat();
    let hot = npy("|u1", "(120, 10)", &[0; 1200], 1);
    let long = npy("|u1", &format!("(120,{})", " ".repeat(20_000)), &[], 1);
    let many: Vec<(&str, Vec<u8>)> = ["a", "b", "c", "d", "e"]
        .map(|name| (name, vec![]))
        .to_vec();
    for (files, said) in [
        (
            with("page.html", b"<!doctype html>".to_vec()),
            "page.html is neither IDX nor .npz",
        ),
        (with("empty", Vec::new()), "empty is neither IDX nor .npz"),
        (with("x", vec![0, 0, 8, 9]), "neither IDX"),
        (
            with("x", idx(&[0, 0, 0x0d, 3], &[1, 28, 28], &[])),
            "no unsigned bytes (type 0x0d)",
        ),
        (
            with("x", idx(&[0, 0, 8, 2], &[120, 784], &[])),
            "2 dimensions",
        ),
        (with("x", tall), "32 × 30 pixels: they have to be 28 × 28"),
        (
            with("x", short),
            "cut short: it says that it has 120 images, and 63 of them",
        ),
        (with("x", cut), "cut short"),
        (with("x", flipped), "x"),
        (
            with("x", [idx_images(120), vec![0]].concat()),
            "goes on after its 120 images",
        ),
        (
            with("x", idx(&[0, 0, 8, 3], &[u32::MAX, 28, 28], &[])),
            "more than 300,000 are not read",
        ),
        (
            with("x", idx(&[0, 0, 8, 3], &[0, 28, 28], &[])),
            "has no images",
        ),
        (
            with("x", idx_images(119)),
            "x has 119 images, and there are not as many labels for them (labels has 120)",
        ),
        (named([("x", idx_images(120))]), "no labels are here"),
        (named([good.clone()]), "only labels"),
        (
            named([("x", idx_images(90)), ("y", idx_labels(90, 0))]),
            "Of images to train on there have to be 100 at least, and of these there are 75",
        ),
        (
            with("x", idx(&[0, 0, 8, 1], &[2], &[3, 17])),
            "a label 17: there are ten classes",
        ),
        (with("x", npz(&many)), "5 arrays"),
        (
            with("x", npz(&[("x_train.npy", floats)])),
            "x_train in x has pixels of the type <f4",
        ),
        (with("x", npz(&[("x_train.npy", fortran)])), "Fortran"),
        (
            with("x", npz(&[("y_train.npy", hot)])),
            "the shape [120, 10]",
        ),
        (
            with("x", npz(&[("y_train.npy", long)])),
            "no array as numpy saves it",
        ),
        (
            with("x", npz(&[("y.npy", npy("<f8", "(1,)", &[0; 8], 1))])),
            "have to be whole numbers",
        ),
        (
            with("x", npz(&[("y.npy", npy("<i8", "(1,)", &[255; 8], 1))])),
            "larger or negative",
        ),
        (
            with("x", npz(&[("readme.txt", b"hello".to_vec())])),
            "readme.txt in x is no array",
        ),
        (with("x", b"PK\x03\x04nothing".to_vec()), "x is damaged"),
        (
            named([
                ("a", idx_images(1)),
                ("b", idx_images(2)),
                ("c", idx_images(3)),
            ]),
            "more than two",
        ),
        (
            named(["a", "b", "c", "d", "e"].map(|name| (name, idx_images(1)))),
            "too many files",
        ),
        (
            named([
                ("a", idx_images(120)),
                ("b", idx_labels(120, 0)),
                ("c", idx_labels(7, 0)),
            ]),
            "c has 7 labels",
        ),
    ] {
        let error = read(&files).unwrap_err();
        assert!(error.contains(said), "{said}\n{error}");
        assert!(!error.ends_with('.'), "{error}");
    }
}

#[test]
fn what_unpacks_to_far_too_much_is_not_unpacked() {
    let bomb = gzip(&[idx(&[0, 0, 8, 3], &[2, 28, 28], &[]), vec![0; 20_000_000]].concat());
    let error = read(&named([("x", bomb)])).unwrap_err();
    assert!(error.contains("goes on after its 2 images"), "{error}");
    let bomb = npy("|u1", "(100000000, 28, 28)", &vec![0; 1_000_000], 1);
    let error = read(&named([("x", npz(&[("x_train.npy", bomb)]))])).unwrap_err();
    assert!(error.contains("300,000"), "{error}");
}

/// A picture of one shade, with a dot in its middle.
fn grey(edge: u8, dot: u8) -> GrayImage {
    let mut picture = GrayImage::from_pixel(28, 28, Luma([edge]));
    picture.put_pixel(14, 14, Luma([dot]));
    picture
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png(shade: u8) -> Vec<u8> {
    file(grey(0, shade), ImageFormat::Png)
}

/// Twelve of each digit to train on and one to test on, in an order of no meaning.
fn folders() -> Files {
    let names = (0..10).flat_map(|digit| {
        let train = (0..12).map(move |at| (format!("mnist/training/{digit}/{at:02}.png"), digit));
        train.chain([(format!("mnist/testing/{digit}/9.png"), digit)])
    });
    let files = names.map(|(name, digit)| (name, png(100 + digit)));
    let mut files: Files = files.collect();
    files.reverse();
    files
}

const MIDDLE: usize = 14 * 28 + 14;

#[test]
fn pictures_in_folders_are_digits_that_take_turns() {
    for files in [
        folders(),
        named([("digits.zip", {
            // A way upwards leads nowhere: nothing is unpacked to a disk.
            let upwards = |(name, bytes)| (format!("../{name}"), bytes);
            let files: Files = folders().into_iter().map(upwards).collect();
            let leftover = [
                ("__MACOSX/0/._1.png", vec![0; 9]),
                (".DS_Store", vec![0; 9]),
            ];
            let files = files
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.clone()));
            npz(&files.chain(leftover).collect::<Vec<_>>())
        })]),
    ] {
        let brought = read(&files).unwrap();
        assert_eq!((brought.train.len(), brought.test.len()), (120, 10));
        assert_eq!(brought.notes, [""; 0]);
        for at in 0..120 {
            let (pixels, label) = brought.train.image(at);
            assert_eq!(
                (pixels[MIDDLE], label),
                (100 + (at % 10) as u8, (at % 10) as u8)
            );
        }
        assert_eq!(brought.test.image(3).1, 3);
    }
}

#[test]
fn the_same_pictures_are_the_same_set_in_whatever_order_they_come() {
    let mut files = folders();
    let one = read(&files).unwrap();
    files.rotate_left(37);
    assert_eq!(read(&files).unwrap(), one);
}

#[test]
fn where_no_name_tells_of_a_test_some_of_every_digit_are_held_out() {
    let files: Files = (0..120_u8)
        .map(|at| (format!("{}-{at}.png", at % 10), png(at)))
        .collect();
    let brought = read(&files).unwrap();
    assert_eq!((brought.train.len(), brought.test.len()), (100, 20));
    let mut digits = brought.test.labels;
    digits.sort_unstable();
    digits.dedup();
    assert_eq!(digits, (0..10).collect::<Vec<u8>>());
    assert!(brought.notes[0].contains("the last 20 were held out"));
}

#[test]
fn dark_ink_on_bright_paper_is_made_a_negative_and_colours_grey() {
    let mut files: Files = (0..119)
        .map(|at| {
            (
                format!("{}/{at:03}", at % 10),
                file(grey(255, 55), ImageFormat::Png),
            )
        })
        .collect();
    let mut clear = image::GrayAlphaImage::from_pixel(28, 28, LumaA([0, 0]));
    clear.put_pixel(14, 14, LumaA([10, 255]));
    files.push(("0/clear".to_owned(), file(clear, ImageFormat::Png)));
    let red = RgbImage::from_pixel(28, 28, image::Rgb([255, 0, 0]));
    files.push(("1/red".to_owned(), file(red, ImageFormat::Jpeg)));
    let brought = read(&files).unwrap();
    assert!(
        brought.notes[1].contains("made negatives"),
        "{:?}",
        brought.notes
    );
    let all = [&brought.train, &brought.test];
    let of = |label| {
        let labelled = all.map(|set| (0..set.len() as u32).map(move |at| set.image(at)));
        let own = labelled
            .into_iter()
            .flatten()
            .filter(|(_, it)| *it == label);
        own.map(|(pixels, _)| (pixels[0], pixels[MIDDLE]))
            .collect::<Vec<_>>()
    };
    // What is transparent is paper; "clear" comes after the numbers.
    assert_eq!(of(0)[..12], [(0, 200); 12]);
    assert_eq!(of(0)[12], (0, 245));
    // Of red's luma, 54, the negative; a JPEG may miss by a few.
    let red = of(1)[12].0;
    assert!(red.abs_diff(201) < 8, "{red}");
}

#[test]
fn a_picture_that_cannot_be_used_is_named_with_what_to_do() {
    let wide = GrayImage::from_pixel(29, 28, Luma([0]));
    let huge = file(GrayImage::new(5000, 5000), ImageFormat::Png);
    for (name, bytes, said) in [
        (
            "cat.png",
            png(1),
            "cat.png does not say which digit it shows: put it into a folder",
        ),
        ("12.png", png(1), "does not say which digit"),
        (
            "7/a.png",
            file(wide, ImageFormat::Png),
            "7/a.png is 29 pixels wide and 28 high: pictures have to be 28 × 28",
        ),
        ("7/b.png", huge, "7/b.png is 5000 pixels wide and 5000 high"),
        (
            "7/c.png",
            png(1)[..50].to_vec(),
            "7/c.png cannot be read as a picture",
        ),
        (
            "7/d.jpg",
            b"\xff\xd8\xff\xe0".to_vec(),
            "7/d.jpg cannot be read as a picture",
        ),
        (
            "7/e.gif",
            b"GIF89a".to_vec(),
            "7/e.gif is neither IDX nor .npz, and no picture",
        ),
        (
            "7/f.png",
            png(1),
            "Of images to train on there have to be 100 at least, and of these there are 1",
        ),
        (
            "set.zip",
            npz(&[("x.png", png(1))]),
            "set.zip/x.png does not say which digit",
        ),
    ] {
        let error = read(&named([(name, bytes)])).unwrap_err();
        assert!(error.contains(said), "{error}");
    }
}
