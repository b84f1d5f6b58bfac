//! Models' files. They are long, and most of their bytes are weights, which may be anything. So an input is no file but
//! changes to one: a byte tells which, and of each three after it two tell the place and one what is put there; changes
//! are made where files of models with other weights are the same.

use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::model::files::{Format, read, write};
use tuneground::model::{Model, Variable};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Files that are changed: one of each format, and what lies within an archive, which has a sum of it.
fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let [one, other] = [1.0, -3.5e-8].map(model);
        let whole = |format| {
            let [bytes, other] = [&one, &other].map(|model| write(model, format));
            File::of(bytes, &other, Kind::Whole(format))
        };
        let within = |name: &'static str| {
            let [archive, other] = [&one, &other].map(|model| write(model, Format::Keras));
            let [bytes, other] = [&archive, &other].map(|archive| unpacked(archive, name));
            File::of(bytes, &other, Kind::Within { archive, name })
        };
        let names = ["metadata.json", "config.json", "model.weights.h5"];
        let within = names.map(within);
        // Keras writes an HDF5 without sums, in which more can be wrong.
        let archive = include_bytes!("../../models/keras.keras").to_vec();
        let name = "model.weights.h5";
        let theirs = unpacked(&archive, name);
        let theirs = File::of(theirs.clone(), &theirs, Kind::Within { archive, name });
        let ours = Format::ALL.into_iter().map(whole).chain(within);
        ours.chain([theirs]).collect()
    })
}

struct File {
    bytes: Vec<u8>,
    /// Where changes are made.
    places: Vec<usize>,
    kind: Kind,
}

enum Kind {
    Whole(Format),
    Within {
        archive: Vec<u8>,
        name: &'static str,
    },
}

impl File {
    fn of(bytes: Vec<u8>, other: &[u8], kind: Kind) -> Self {
        let pairs = bytes.iter().zip(other).enumerate();
        let places = pairs.filter(|(_, (one, other))| one == other);
        let places = places.map(|(at, _)| at).collect();
        Self {
            bytes,
            places,
            kind,
        }
    }

    /// The file with these changes, under its name.
    fn changed(&self, changes: &[u8]) -> (&'static str, Vec<u8>) {
        let mut bytes = self.bytes.clone();
        for change in changes.as_chunks::<3>().0 {
            let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
            bytes[self.places[at % self.places.len()]] = change[2];
        }
        // An odd end cuts it off.
        if let [least, most] = *changes.as_chunks::<3>().1 {
            let at = usize::from(u16::from_le_bytes([least, most]));
            bytes.truncate(self.places[at % self.places.len()]);
        }
        match &self.kind {
            Kind::Whole(Format::Safetensors) => ("m.safetensors", bytes),
            Kind::Whole(Format::Keras) => ("m.keras", bytes),
            Kind::Whole(Format::Onnx) => ("m.onnx", bytes),
            Kind::Within { archive, name } => ("m.keras", packed(archive, name, &bytes)),
        }
    }
}

/// A network without hidden layers, all of whose weights are the same.
fn model(value: f32) -> Model {
    let hyperparams = HyperParams::default().with(&N_LAYERS, 0.0);
    let places = hyperparams.check().expect("it can be trained").variables();
    let variables = places.into_iter().map(|place| Variable {
        values: vec![value; place.shape.iter().product()],
        name: place.name,
        shape: place.shape,
    });
    let variables = variables.collect();
    Model::new(hyperparams, variables).expect("all variables are there")
}

/// What is said if a good archive cannot be read, or none be written.
const GOOD: &str = "the archive is whole";

fn unpacked(archive: &[u8], name: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).expect(GOOD);
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .expect(GOOD)
        .read_to_end(&mut bytes)
        .expect(GOOD);
    bytes
}

/// The archive with another file of this name; without our setting, so that its layers count.
fn packed(archive: &[u8], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut other = ZipWriter::new(Cursor::new(Vec::new()));
    for known in ["metadata.json", "config.json", "model.weights.h5"] {
        other
            .start_file(known, SimpleFileOptions::default())
            .expect(GOOD);
        let own = match known {
            known if known == name => bytes.to_vec(),
            "metadata.json" if name == "config.json" => b"{}".to_vec(),
            known => unpacked(archive, known),
        };
        other.write_all(&own).expect(GOOD);
    }
    other.finish().expect(GOOD).into_inner()
}

pub fn check(input: &[u8]) -> String {
    let (which, changes) = input.split_first().unwrap_or((&0, &[]));
    let file = &files()[usize::from(*which) % files().len()];
    let (name, bytes) = file.changed(changes);
    let model = match read(name, &bytes) {
        Ok(model) => model,
        Err(told) => return told,
    };
    // What no number is equals nothing, so bytes are compared.
    let format = Format::of(name).expect("names are those of formats");
    let again = write(&model, format);
    let twice = read(name, &again).map(|model| write(&model, format));
    assert!(
        twice.as_ref() == Ok(&again),
        "it comes back as another model"
    );
    "read".to_owned()
}

/// Each file as it is, with a change and cut off.
pub fn seeds() -> Vec<Vec<u8>> {
    let each = 0..files().len() as u8;
    let seeds = each.flat_map(|which| {
        let changes: [&[u8]; 4] = [
            &[],
            &[10, 0, 255],
            &[200, 0],
            &[90, 0, 0, 120, 0, 1, 8, 1, 255, 40, 2, 7],
        ];
        changes.map(|changes| [&[which], changes].concat())
    });
    seeds.collect()
}
