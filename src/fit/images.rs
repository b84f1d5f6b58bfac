//! What `fit` trains on: MNIST's shards, or images of the caller's own.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::about;
use crate::dataset::own::{from_bytes, read, sha256_of, to_bytes};
use crate::dataset::{Dataset, TEST_SHARD, read_dataset};
use crate::hyperparams::catalog::{DATA, TRAIN_IMAGES};
use crate::hyperparams::{DataId, HyperParams};

/// What `--data` names.
pub enum Images {
    /// A folder of MNIST's shards.
    Shards(PathBuf),
    Own(DataId, Dataset),
}

impl Images {
    /// A folder of MNIST's shards; or files as the page takes them, and folders of them. What is said of these goes to stderr.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub fn open(paths: &[PathBuf]) -> Result<Self, String> {
        // A folder that is not there is missed when it is read.
        if let [folder] = paths
            && (!folder.exists() || folder.join(TEST_SHARD.file).exists())
        {
            return Ok(Self::Shards(folder.clone()));
        }
        let mut files = Vec::new();
        for path in paths {
            add(path, &mut files)?;
        }
        if files.is_empty() {
            return Err("there is no file in what --data names".to_owned());
        }
        let brought = read(&files)?;
        drop(files);
        for note in &brought.notes {
            eprintln!("{note}");
        }
        let (train, test) = (&brought.train, &brought.test);
        let bytes = to_bytes(train, test);
        let sha256 = sha256_of(&bytes);
        let id = DataId::new(train.len(), test.len(), &sha256);
        Ok(Self::Own(id, from_bytes(&bytes, &sha256)?))
    }

    /// A setting that says what it is trained on: one that says nothing of it is trained on these, on all of them where it
    /// does not say on how many and there are fewer than usual.
    pub fn named_in(&self, params: HyperParams) -> HyperParams {
        let Self::Own(id, _) = self else {
            return params;
        };
        let says = |key: &str| params.said_rows().any(|row| row.key == key);
        let (says_which, says_how_many) = (says(DATA.key), says(TRAIN_IMAGES.key));
        let usual = TRAIN_IMAGES.default.value().number().unwrap_or_default();
        let there = id.train_images() as f64;
        let mut params = params;
        if !says_which {
            params.set(&DATA, id.name());
        }
        if !says_how_many && there < usual {
            params.set(&TRAIN_IMAGES, there);
        }
        params
    }

    /// At least so many of the images that a setting names.
    ///
    /// # Errors
    /// If they cannot be read, or are others.
    pub fn dataset(&self, train_images: usize, data: &DataId) -> Result<Dataset, String> {
        self.has(data)?;
        match self {
            Self::Shards(folder) => {
                read_dataset(folder, train_images).map_err(|error| error.to_string())
            }
            Self::Own(_, dataset) => Ok(dataset.clone()),
        }
    }

    /// Whether these are the images that a setting names.
    ///
    /// # Errors
    /// Which ones are missing.
    pub fn has(&self, data: &DataId) -> Result<(), String> {
        match self {
            Self::Shards(_) if data.is_mnist() => Ok(()),
            Self::Own(id, _) if id == data => Ok(()),
            Self::Own(id, _) => Err(format!(
                "this is to be trained on {}, and --data has other images, of SHA-256 {}",
                said(data),
                id.sha256()
            )),
            Self::Shards(_) => Err(format!(
                "this is to be trained on {}: give their files with --data",
                said(data)
            )),
        }
    }
}

/// Reads a file, or all of a folder but what systems hide. Names begin with the folder: where that lies tells nothing of
/// what is in it.
fn add(root: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), String> {
    let is_seen = |entry: &DirEntry| {
        entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
    };
    for entry in WalkDir::new(root).into_iter().filter_entry(is_seen) {
        let entry = entry.map_err(|error| about(root, &error))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let path = entry.path();
        let bytes = fs::read(path).map_err(|error| about(path, &error))?;
        let above = root.parent().filter(|_| entry.depth() > 0);
        let name = above.and_then(|above| path.strip_prefix(above).ok());
        files.push((name.unwrap_or(path).display().to_string(), bytes));
    }
    Ok(())
}

fn said(data: &DataId) -> String {
    match data.is_mnist() {
        true => "MNIST".to_owned(),
        false => format!(
            "own images of SHA-256 {} ({} to train on, {} to test on)",
            data.sha256(),
            data.train_images(),
            data.test_images()
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    /// 120 images with their labels, as IDX.
    fn files(name: &str) -> Vec<PathBuf> {
        let folder = std::env::temp_dir().join(format!("tuneground-fit-{name}"));
        fs::create_dir_all(&folder).unwrap();
        let images = [
            &[0, 0, 8, 3, 0, 0, 0, 120, 0, 0, 0, 28, 0, 0, 0, 28][..],
            &[9; 120 * 784],
        ];
        let labels: Vec<u8> = (0..120).map(|at| at % 10).collect();
        let labels = [&[0, 0, 8, 1, 0, 0, 0, 120][..], &labels];
        [("images", images.concat()), ("labels", labels.concat())]
            .map(|(name, bytes)| {
                let path = folder.join(name);
                fs::write(&path, bytes).unwrap();
                path
            })
            .to_vec()
    }

    #[test]
    fn a_setting_is_trained_on_the_files_that_are_given_and_on_no_others() {
        let images = Images::open(&files("given")).unwrap();
        let named = images.named_in(HyperParams::default()).check().unwrap();
        assert_eq!((named.data.train_images(), named.train_images), (100, 100));
        let dataset = images.dataset(100, &named.data).unwrap();
        assert_eq!((dataset.train_len(), dataset.test.len()), (100, 20));
        let other = DataId::new(100, 20, &"ab".repeat(32));
        let set = HyperParams::default().with(&DATA, other.name());
        assert_eq!(images.named_in(set).get(&DATA).text(), Some(other.name()));
        for (data, word) in [(other, "abab"), (DataId::default(), "MNIST")] {
            let error = images.dataset(100, &data).unwrap_err();
            assert!(
                error.contains(word) && error.contains("other images"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_command_line_trains_on_files_and_its_report_names_them() {
        let paths = files("trained");
        let config = paths[0].with_file_name("config.json");
        fs::write(&config, r#"{"n_layers": 0, "epochs": 1}"#).unwrap();
        let data = paths.iter().flat_map(|path| ["--data".into(), path.into()]);
        let line: Vec<OsString> = std::iter::once(config.into()).chain(data).collect();
        let report = super::super::run(line).unwrap();
        assert!(report.contains(r#""data": "100-20-"#), "{report}");
        assert!(report.contains(r#""train_images": 100"#), "{report}");
    }

    /// A folder for each digit, and one of them within a folder that nobody sees.
    #[test]
    fn a_folder_of_pictures_is_read_with_all_that_is_below_it() {
        let folder = std::env::temp_dir().join("tuneground-fit-test-of-pictures");
        for at in 0..130_u8 {
            let digit = folder.join(format!("digits/{}", at % 10));
            fs::create_dir_all(&digit).unwrap();
            let picture = image::GrayImage::from_pixel(28, 28, image::Luma([at]));
            picture.save(digit.join(format!("{at}.png"))).unwrap();
        }
        fs::create_dir_all(folder.join("digits/.hidden")).unwrap();
        fs::write(folder.join("digits/.hidden/note"), "no picture").unwrap();
        let Ok(Images::Own(id, dataset)) = Images::open(&[folder.join("digits")]) else {
            panic!("they can be read");
        };
        // A sixth is held out: that a folder above has "test" in its name tells nothing.
        assert_eq!((id.train_images(), id.test_images()), (109, 21));
        let (pixels, label) = dataset.train[0].image(13);
        // In the order of their names: 103, 113, 123, 13, ...
        assert_eq!((pixels[0], label), (113, 3));
        let nothing = folder.join("empty");
        fs::create_dir_all(&nothing).unwrap();
        let error = Images::open(&[nothing]).err().unwrap();
        assert!(error.contains("no file"), "{error}");
    }

    #[test]
    fn a_folder_has_mnist_alone() {
        let images = Images::open(&[Path::new("public/mnist").into()]).unwrap();
        assert_eq!(
            images.named_in(HyperParams::default()),
            HyperParams::default()
        );
        let error = images.dataset(100, &DataId::new(100, 20, &"ab".repeat(32)));
        assert!(error.unwrap_err().contains("give their files with --data"));
    }

    #[test]
    fn a_file_that_is_wrong_is_named() {
        let paths = files("wrong");
        let error = Images::open(&paths[..1]).err().unwrap();
        assert!(error.contains("images has 120 images"), "{error}");
    }
}
