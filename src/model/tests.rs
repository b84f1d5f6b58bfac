use super::testing::{bare, model, normalized};
use super::*;
use crate::hyperparams::catalog::*;

fn names(hyperparams: &HyperParams) -> Vec<String> {
    let places = hyperparams.check().unwrap().variables();
    let line = |place: Place| format!("{} {:?}", place.name, place.shape);
    places.into_iter().map(line).collect()
}

#[test]
fn variables_are_named_and_ordered_as_keras_does() {
    // What Keras 3.15 tells of `model.weights` of the exported script, without the model's own name.
    let expected = [
        "dense/kernel [784, 5]",
        "dense/bias [5]",
        "batch_normalization/gamma [5]",
        "batch_normalization/beta [5]",
        "batch_normalization/moving_mean [5]",
        "batch_normalization/moving_variance [5]",
        "batch_normalization/moving_stddev [5]",
        "batch_normalization/renorm_mean [5]",
        "batch_normalization/renorm_stddev [5]",
        "dense_1/kernel [5, 3]",
        "dense_1/bias [3]",
        "batch_normalization_1/gamma [3]",
        "batch_normalization_1/beta [3]",
        "batch_normalization_1/moving_mean [3]",
        "batch_normalization_1/moving_variance [3]",
        "batch_normalization_1/moving_stddev [3]",
        "batch_normalization_1/renorm_mean [3]",
        "batch_normalization_1/renorm_stddev [3]",
        "dense_2/kernel [3, 10]",
        "dense_2/bias [10]",
    ];
    assert_eq!(names(&normalized()), expected);
    assert_eq!(names(&bare()), ["output/kernel [784, 10]"]);
    let without = normalized()
        .with(&BATCH_NORM_SCALE, false)
        .with(&BATCH_NORM_CENTER, false)
        .with(&BATCH_NORM_RENORM, false);
    let norms = names(&without)
        .into_iter()
        .filter(|name| name.starts_with("batch"));
    assert_eq!(norms.count(), 4, "moving mean and variance of two layers");
}

#[test]
fn variables_may_come_in_any_order_and_are_found_by_layer() {
    let model = model(normalized());
    let mut turned = model.variables.clone();
    turned.reverse();
    assert_eq!(Model::new(normalized(), turned).unwrap(), model);
    let beta = model.variable(LayerKind::BatchNorm, 1, "beta").unwrap();
    assert_eq!(beta.name, "batch_normalization_1/beta");
    assert_eq!(model.variable(LayerKind::Dense, 3, "kernel"), None);
}

#[test]
fn networks_are_the_same_where_they_have_variables_of_the_same_shapes() {
    let shapes = |params: &HyperParams| -> Vec<Vec<usize>> {
        let places = params.check().unwrap().variables();
        places.into_iter().map(|place| place.shape).collect()
    };
    let others = [
        normalized(),
        normalized().with(&LEARNING_RATE, 0.5),
        normalized().with(&HIDDEN_UNITS, "5, 3"),
        normalized().with(&HIDDEN_UNITS, "3, 5"),
        normalized().with(&USE_BIAS, false),
        normalized().with(&BATCH_NORM, "after_activation"),
        normalized().with(&BATCH_NORM_SCALE, false),
        normalized().with(&BATCH_NORM_RENORM, false),
        normalized().with(&BATCH_NORM, "off"),
        bare(),
    ];
    for one in &others {
        for other in &others {
            let [checked, its] = [one, other].map(|it| it.check().unwrap());
            let are_same = shapes(one) == shapes(other);
            assert_eq!(checked.has_network_of(&its), are_same, "{one:?}, {other:?}");
        }
    }
}

#[test]
fn what_does_not_fit_the_setting_is_refused_by_name() {
    let whole = model(normalized()).variables;
    let refused = |variables| Model::new(normalized(), variables).unwrap_err().to_string();
    let expected = "dense_1/bias is missing; a network of the model's setting has it";
    let without = whole
        .iter()
        .filter(|one| one.name != "dense_1/bias")
        .cloned();
    assert_eq!(refused(without.collect()), expected);
    let mut other = whole.clone();
    other[1].shape = vec![6];
    let expected = "dense/bias has the shape [6] and 5 values; in a network of the model's setting its shape is [5]";
    assert_eq!(refused(other), expected);
    let mut short = whole.clone();
    short[1].values.pop();
    assert!(refused(short).starts_with("dense/bias has the shape [5] and 4 values"));
    let mut more = whole.clone();
    more.push(Variable {
        name: "dense_3/bias".to_owned(),
        ..whole[1].clone()
    });
    let expected = "dense_3/bias is not a variable of the network of the model's setting";
    assert_eq!(refused(more), expected);
    let wrong = normalized().with(&EPOCHS, 0.0);
    let told = Model::new(wrong, whole).unwrap_err().to_string();
    assert!(told.contains("epochs must be"), "{told}");
}

#[test]
fn variables_come_back_from_their_bytes_as_they_left() {
    let variables = model(normalized()).variables;
    let bytes = to_bytes(&variables);
    assert_eq!(from_bytes(&bytes), Some(variables));
    for cut in (0..bytes.len()).step_by(97) {
        assert_eq!(from_bytes(&bytes[..cut]), None, "to {cut}");
    }
}

#[cfg(feature = "model_files")]
mod files {
    use std::io::{Cursor, Read, Write};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipArchive, ZipWriter};

    use super::*;
    use crate::model::files::{Format, read, write};

    fn name(format: Format) -> String {
        format!("m.{}", format.extension())
    }

    #[test]
    fn a_file_is_named_after_its_network_and_seed() {
        let named = |params| crate::model::files::name(&model(params), Format::Keras);
        assert_eq!(
            named(normalized().with(&SEED, 7.0)),
            "tuneground-5-3-adam-seed-7.keras"
        );
        assert_eq!(named(bare()), "tuneground-muon-seed-42.keras");
    }

    #[test]
    fn a_model_comes_back_as_it_left_in_every_format() {
        for format in Format::ALL {
            for hyperparams in [normalized(), bare()] {
                let model = model(hyperparams);
                let bytes = write(&model, format);
                assert_eq!(read(&name(format), &bytes).unwrap(), model, "{format:?}");
                assert_eq!(write(&model, format), bytes, "{format:?}");
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_or_changed_anywhere_is_refused_or_read_and_no_panic() {
        for format in Format::ALL {
            let name = name(format);
            let whole = write(&model(bare()), format);
            for cut in (0..whole.len()).step_by(97) {
                assert!(read(&name, &whole[..cut]).is_err(), "{format:?} to {cut}");
            }
            for at in (0..whole.len().min(3000)).step_by(7) {
                for by in [1, 0x80] {
                    let mut other = whole.clone();
                    other[at] ^= by;
                    let _ = read(&name, &other);
                }
            }
        }
    }

    #[test]
    fn a_file_is_told_by_the_end_of_its_name() {
        let told = read("model.h5", &[]).unwrap_err();
        assert!(
            told.starts_with("the name of a model's file ends with .safetensors"),
            "{told}"
        );
        assert_eq!(Format::of("A.SafeTensors"), Some(Format::Safetensors));
        let told = read("m.safetensors", &vec![0; 65 << 20]).unwrap_err();
        assert!(
            told.starts_with("a model's file has at most 64 MB"),
            "{told}"
        );
    }

    /// The archive with other files in place of its own, compressed.
    fn with(others: &[(&str, &[u8])]) -> Result<Model, String> {
        let whole = write(&model(bare()), Format::Keras);
        let mut archive = ZipArchive::new(Cursor::new(whole)).unwrap();
        let mut other = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for name in ["metadata.json", "config.json", "model.weights.h5"] {
            let mut bytes = Vec::new();
            archive
                .by_name(name)
                .unwrap()
                .read_to_end(&mut bytes)
                .unwrap();
            if let Some((_, others)) = others.iter().find(|(known, _)| *known == name) {
                bytes = others.to_vec();
            }
            other.start_file(name, options).unwrap();
            other.write_all(&bytes).unwrap();
        }
        read("m.keras", &other.finish().unwrap().into_inner())
    }

    #[test]
    fn a_keras_file_may_be_compressed_and_goes_by_our_setting_where_there_is_one() {
        assert_eq!(with(&[]).unwrap(), model(bare()));
        assert_eq!(with(&[("config.json", b"{}")]).unwrap(), model(bare()));
        let theirs = with(&[("metadata.json", b"{}")]).unwrap();
        let layers = HyperParams::default()
            .with(&N_LAYERS, 0.0)
            .with(&USE_BIAS, false);
        assert_eq!(theirs.hyperparams, layers);
        assert_eq!(theirs.variables[0].name, "dense/kernel");
        assert_eq!(
            theirs.variables[0].values,
            model(bare()).variables[0].values
        );
    }

    #[test]
    fn a_keras_file_says_what_is_wrong_with_it() {
        let told = |others| with(others).unwrap_err();
        let weights = told(&[("model.weights.h5", b"no")]);
        assert!(
            weights.starts_with("the weights in the file are no whole HDF5 file"),
            "{weights}"
        );
        let metadata = told(&[("metadata.json", b"[]")]);
        assert!(
            metadata.starts_with("metadata.json in the file cannot be read"),
            "{metadata}"
        );
        let layers = told(&[
            ("metadata.json", b"{}"),
            ("config.json", b"{\"layers\": []}"),
        ]);
        assert_eq!(
            layers,
            "such a network cannot be had here: the model has no Dense layer"
        );
        let other = write(
            &model(HyperParams::default().with(&N_NODES, 3.0)),
            Format::Keras,
        );
        let mut weights = Vec::new();
        let mut archive = ZipArchive::new(Cursor::new(other)).unwrap();
        archive
            .by_name("model.weights.h5")
            .unwrap()
            .read_to_end(&mut weights)
            .unwrap();
        let shape = told(&[("model.weights.h5", &weights)]);
        let expected = "output/kernel: its shape is [784, 3]; in a network of the model's setting it is [784, 10]";
        assert_eq!(shape, expected);
        let told = read("m.keras", b"no").unwrap_err();
        assert!(
            told.starts_with("this is not a whole .keras file"),
            "{told}"
        );
    }

    #[test]
    fn a_graph_that_does_not_say_its_setting_is_refused() {
        let told = read("m.onnx", &[]).unwrap_err();
        assert!(
            told.starts_with("this ONNX file does not say with which setting"),
            "{told}"
        );
        let told = read("m.onnx", b"no").unwrap_err();
        assert!(told.starts_with("this is not a whole ONNX file"), "{told}");
    }

    #[test]
    fn safetensors_that_are_no_model_say_what_is_missing() {
        let of = |header: &str, values: usize| {
            let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
            bytes.extend(header.as_bytes());
            bytes.resize(bytes.len() + 4 * values, 0);
            read("m.safetensors", &bytes).unwrap_err()
        };
        let told = of("{}", 0);
        assert!(
            told.contains("do not say with which setting they were trained"),
            "{told}"
        );
        let told = of(r#"{"__metadata__":{"tuneground":"{\"version\":2}"}}"#, 0);
        assert!(
            told.contains("of version 2, and this release reads version 1"),
            "{told}"
        );
        let told = of(
            r#"{"__metadata__":{"tuneground":"{\"version\":1,\"hyperparameters\":{}}"}}"#,
            0,
        );
        assert!(told.starts_with("dense/kernel is missing"), "{told}");
        let half = r#"{"__metadata__":{"tuneground":"{\"version\":1,\"hyperparameters\":{}}"},
            "dense/kernel":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#;
        assert_eq!(
            of(half, 1),
            "dense/kernel is F16; the variables of a model are F32"
        );
        assert!(of("[]", 0).starts_with("this is not a whole safetensors file"));
    }
}
