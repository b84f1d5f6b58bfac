//! The visitor's own images.

use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::{Compression, write::GzEncoder};
use image::{GrayImage, Luma};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::browser::Playground;
use crate::browser::study::csv_column;
use crate::without_webgpu;

/// Images of ten classes that a small network tells apart: a bar of two rows, at the height of its class.
fn pixels(count: usize, shift: usize) -> Vec<u8> {
    let image = |at: usize| {
        let mut image = [0; 784];
        let from = ((at % 10) * 2 + shift) * 28;
        image[from..from + 56].fill(200 + (at % 50) as u8);
        image
    };
    (0..count).flat_map(image).collect()
}

fn labels(count: usize) -> Vec<u8> {
    (0..count).map(|at| (at % 10) as u8).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The four files of a set like MNIST's, all but one as gzip.
fn idx() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (split, count) in [("train", 300_u32), ("t10k", 50)] {
        let of = count.to_be_bytes();
        let side = 28_u32.to_be_bytes();
        let images = [
            &[0, 0, 8, 3][..],
            &of,
            &side,
            &side,
            &pixels(count as usize, 3),
        ]
        .concat();
        let labels = [&[0, 0, 8, 1][..], &of, &labels(count as usize)].concat();
        files.push((format!("{split}-images-idx3-ubyte.gz"), gzip(&images)));
        files.push((format!("{split}-labels-idx1-ubyte"), labels));
    }
    files
}

/// One file as numpy saves it, without images to test on.
fn npz() -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, shape, bytes) in [
        ("x_train", "(240, 28, 28)", pixels(240, 5)),
        ("y_train", "(240,)", labels(240)),
    ] {
        let head = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n");
        let length = (head.len() as u16).to_le_bytes();
        archive
            .start_file(format!("{name}.npy"), SimpleFileOptions::default())
            .unwrap();
        let array = [&b"\x93NUMPY\x01\0"[..], &length, head.as_bytes(), &bytes].concat();
        archive.write_all(&array).unwrap();
    }
    vec![(
        "mine.npz".to_owned(),
        archive.finish().unwrap().into_inner(),
    )]
}

/// Gives the page files, as somebody who picks or drops them.
const FILES: &str = "const files = new DataTransfer(); \
    for (const [name, bytes] of arguments[0]) \
        files.items.add(new File([Uint8Array.from(atob(bytes), (it) => it.charCodeAt(0))], name));";
const PICK: &str = "const input = document.querySelector('input[data-images]'); \
    input.files = files.files; input.dispatchEvent(new Event('change', { bubbles: true }))";
const DROP: &str = "document.body.dispatchEvent(new DragEvent('drop', \
    { bubbles: true, cancelable: true, dataTransfer: files }))";

impl Playground {
    async fn bring_images(&self, how: &str, files: &[(String, Vec<u8>)]) {
        let files = files.iter();
        let files: Vec<_> = files
            .map(|(name, bytes)| (name, BASE64_STANDARD.encode(bytes)))
            .collect();
        self.run(&format!("{FILES} {how}"), &[json!(files)]).await;
    }

    /// The images that the page's link names, and the link, once it names others than before.
    async fn linked(&self, before: &str) -> (String, String) {
        let script = "const found = /data=([^&]+)/.exec(location.hash); \
                      return found && found[1] !== arguments[0] && [found[1], location.hash]";
        let what = "a link that names images";
        let found = self.wait_for(what, script, &[json!(before)]).await;
        let text = |at: usize| found[at].as_str().unwrap_or_default().to_owned();
        (text(0), text(1))
    }

    pub async fn train_to_the_end(&self) {
        self.wait_for_enabled("#train").await;
        self.train().await;
        self.wait_for_end().await;
    }
}

/// A run that learns such images in no time.
const QUICK: &str =
    "#n_layers=1&n_nodes=16&train_images=2000&batch_size=20&epochs=8&learning_rate=0.01";

#[tokio::test]
async fn own_images_are_counted_trained_on_and_asked_for_where_they_are_not() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.bring_images(PICK, &idx()).await;
        page.see("#own-images", "300 images to train on, 50 to test on")
            .await;
        let svgs = "return document.querySelectorAll('#own-images svg').length";
        assert_eq!(page.run(svgs, &[]).await, json!(40));
        let (name, link) = page.linked("").await;
        assert!(name.starts_with("300-50-"), "{name}");
        assert!(
            link.contains("train_images=300&"),
            "there are no more: {link}"
        );
        assert_eq!(page.field("data").await, name);
        page.train_to_the_end().await;
        let learned = page.column("final").await;
        assert!(learned[0].starts_with("100"), "{learned:?}");
        // Of the same run on MNIST that is not what comes out.
        page.click("#runs tr[data-run='1'] [data-action='inside']")
            .await;
        page.see("#inside .inside-lead", "50").await;

        // A link has them again in this browser.
        page.open(&link).await;
        page.see("#progress", "300 training images").await;
        page.train_to_the_end().await;
        assert_eq!(
            page.column("final").await,
            learned,
            "the same images, the same run"
        );

        // Where they are gone, it asks for them, and MNIST does not take their place.
        page.click("[data-own='show']").await;
        page.see("#own-images", "300 images to train on").await;
        page.click("[data-own='forget']").await;
        page.see("#own-images", "no longer in this browser").await;
        page.go(&link).await;
        let asked = page.see("#notices", "bring the same files").await;
        assert!(asked.contains(&name[7..]), "{asked}");
        let stuck = "return document.querySelector('#train').disabled";
        page.wait_for("Train to be disabled", stuck, &[]).await;
        page.bring_images(DROP, &idx()).await;
        page.see("#own-images", "300 images to train on").await;
        page.train_to_the_end().await;
        assert_eq!(page.column("final").await, learned);
    })
    .await;
}

#[tokio::test]
async fn an_npz_is_dropped_turned_and_left_again() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.bring_images(DROP, &npz()).await;
        let told = page
            .see("#own-images", "200 images to train on, 40 to test on")
            .await;
        assert!(told.contains("the last 40 were held out"), "{told}");
        let (upright, _) = page.linked("").await;
        page.click("[data-own='turn']").await;
        page.see("#own-images", "Rows and columns were exchanged")
            .await;
        let (turned, _) = page.linked(&upright).await;
        assert!(turned.starts_with("200-40-"), "{turned}");
        page.train_to_the_end().await;
        page.click("[data-own='mnist']").await;
        let gone = "return !document.querySelector('#hp-data')";
        page.wait_for("MNIST again", gone, &[]).await;
        let images = page.field("train_images").await;
        assert_eq!(images, "10000", "as many as there were was no choice");
        page.set("train_images", "60000").await;
        page.click("[data-own='show']").await;
        page.see("#own-images", "MNIST is trained on").await;
        assert_eq!(page.field("train_images").await, "60000");
        page.set("train_images", "10000").await;
        page.train_to_the_end().await;
        let names = page.column("final").await;
        assert_ne!(names[0], names[1], "other images, another run");
    })
    .await;
}

/// The folders of a set of pictures, a bright bar at the height of its digit in each.
fn folders() -> PathBuf {
    let root = std::env::temp_dir().join("tuneground-e2e-pictures");
    for (split, count) in [("training", 12), ("testing", 4)] {
        for digit in 0..10_u8 {
            let folder = root.join(format!("{split}/{digit}"));
            fs::create_dir_all(&folder).unwrap();
            for at in 0..count {
                let bar = u32::from(digit) * 2 + 4;
                let shade = |_, y| Luma([if y / 2 * 2 == bar { 200 + at } else { 0 }]);
                let picture = GrayImage::from_fn(28, 28, shade);
                picture.save(folder.join(format!("{at}.png"))).unwrap();
            }
        }
    }
    root
}

#[tokio::test]
async fn a_folder_of_pictures_is_picked_and_trained_on() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        let picked = page.find("input[data-images][webkitdirectory]").await;
        let folder = folders();
        picked
            .send_keys(folder.display().to_string())
            .await
            .unwrap();
        page.see("#own-images", "120 images to train on, 40 to test on")
            .await;
        let (name, _) = page.linked("").await;
        assert!(name.starts_with("120-40-"), "{name}");
        page.train_to_the_end().await;
        let learned = page.column("final").await;
        assert!(learned[0].starts_with("100"), "{learned:?}");
    })
    .await;
}

#[tokio::test]
async fn a_study_trains_on_own_images_on_all_its_workers() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        page.bring_images(PICK, &npz()).await;
        page.see("#own-images", "200 images to train on").await;
        let (_, link) = page.linked("").await;
        page.go(&format!("{link}&study.vary=n_nodes:4,+8,+16&study.seeds=1"))
            .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let csv = page.csv().await;
        // Of MNIST's ten thousand test images that would be a rare chance.
        let right = csv_column(&csv, "val_accuracy");
        let is_whole = |count: f64| (count - count.round()).abs() < 1e-9;
        let are_of_40 = right.iter().all(|share| is_whole(share * 40.0));
        assert!(are_of_40 && right.len() == 24, "{csv}");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_set_of_images_is_answered_with_a_sentence_and_changes_nothing() {
    without_webgpu(async |page| {
        page.open(QUICK).await;
        let file = |name: &str, bytes: &[u8]| vec![(name.to_owned(), bytes.to_vec())];
        for (files, said) in [
            (
                file("cat.jpg", b"\xff\xd8\xff\xe0"),
                "cat.jpg does not say which digit it shows",
            ),
            (file("cut.gz", &idx()[0].1[..60]), "cut.gz is cut short"),
            (idx()[..1].to_vec(), "bring its labels together with it"),
            (file("x.npz", b"PK\x03\x04"), "x.npz is damaged"),
        ] {
            page.bring_images(PICK, &files).await;
            page.see("#notices", said).await;
        }
        let has_none = "return !document.querySelector('#hp-data')";
        assert_eq!(page.run(has_none, &[]).await, json!(true));
        assert_eq!(page.field("train_images").await, "2000");
        page.train_to_the_end().await;
    })
    .await;
}
