//! What a program begins with: its head, `main`, and the images.

use super::source::{Source, whole};
use crate::hyperparams::CheckedHyperParams;

/// The comment at the top, with all that a reader needs to run it.
pub fn head(params: &CheckedHyperParams) -> String {
    let data = match params.data.is_mnist() {
        true => MNIST.to_owned(),
        false => format!(
            "// The setting is of its maker's own images, {} to train on and {} to test on, of SHA-256\n\
             // {}.\n\
             // Put them into the folder `mnist` as MNIST has its own: `train-images-idx3-ubyte.gz`,\n\
             // `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and `t10k-labels-idx1-ubyte.gz`.\n",
            params.data.train_images(),
            params.data.test_images(),
            params.data.sha256()
        ),
    };
    [HEAD, &data, RANDOM].concat()
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    source.whole("EPOCHS", params.epochs);
    source.whole("BATCH_SIZE", params.batch_size);
    source.constant("SEED", "u64", &params.seed.to_string());
    source.item(main(params));
    let deal = match params.shuffle {
        true => SELECT,
        false => "",
    };
    source.item(IMAGES.replace("SELECT", deal));
    source.item(READ);
}

fn main(params: &CheckedHyperParams) -> String {
    let (all, trained) = (params.train_images, params.images_per_epoch());
    let load = "Images::load(\"train\", &device)?";
    let images = if trained < all {
        format!(
            "    // Keras' validation_split holds the last images out.\n    \
             let images = {load};\n    \
             let (train, validation) = (images.range(0..{trained}), images.range({trained}..{all}));\n",
            trained = whole(trained),
            all = whole(all)
        )
    } else {
        let first = match all < params.data.train_images() {
            true => format!(".range(0..{})", whole(all)),
            false => String::new(),
        };
        format!(
            "    let train = {load}{first};\n    \
             let validation = Images::load(\"t10k\", &device)?;\n"
        )
    };
    format!(
        "fn main() -> io::Result<()> {{\n    \
         let device = Device::default();\n    \
         device.seed(SEED);\n\
         {images}    \
         Training::new(&device.autodiff()).fit(&train, &validation);\n    \
         Ok(())\n\
         }}\n"
    )
}

const HEAD: &str = r#"// A multilayer perceptron on MNIST with burn 0.22.1, trained as Keras 3 trains it.
//
// This is `src/main.rs`, and its `Cargo.toml` is
//
// ```toml
// [package]
// name = "mnist"
// version = "0.1.0"
// edition = "2024"
//
// [dependencies]
// flate2 = "1"
//
// [dependencies.burn]
// version = "=0.22.1"
// default-features = false
// features = ["std", "optim", "autodiff", "flex", "simd"]
// ```
//
// `cargo run --release` trains on the CPU; with `"wgpu"` in place of `"flex", "simd"`, on a GPU.
"#;

const MNIST: &str = "\
// The four files of MNIST are read from the folder `mnist`, by their own names:
// `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and
// `t10k-labels-idx1-ubyte.gz`, from <https://storage.googleapis.com/cvdf-datasets/mnist/>.
";

const RANDOM: &str = "\
//
// Random numbers are burn's: a run agrees with one of Keras as two seeds do, not digit by digit.

";

const IMAGES: &str = "/// Images and what they show.
struct Images {
    /// `[images, 784]`, from 0 to 1.
    pixels: Tensor<2>,
    /// `[images, 10]`, one-hot.
    digits: Tensor<2>,
}

impl Images {
    /// - name: `train` or `t10k`
    fn load(name: &str, device: &Device) -> io::Result<Self> {
        let pixels = read_idx(&format!(\"mnist/{name}-images-idx3-ubyte.gz\"), 16)?;
        let digits = read_idx(&format!(\"mnist/{name}-labels-idx1-ubyte.gz\"), 8)?;
        Ok(Self::new(&pixels, &digits, device))
    }

    fn new(pixels: &[u8], digits: &[u8], device: &Device) -> Self {
        let images = digits.len();
        let pixels: Vec<f32> = pixels.iter().map(|&it| f32::from(it) / 255.0).collect();
        let digits: Vec<i32> = digits.iter().map(|&it| i32::from(it)).collect();
        let digits = Tensor::<1, Int>::from_data(TensorData::new(digits, [images]), device);
        Self {
            pixels: Tensor::from_data(TensorData::new(pixels, [images, 784]), device),
            digits: digits.one_hot::<2>(10).float(),
        }
    }

    fn len(&self) -> usize {
        self.digits.dims()[0]
    }

    fn range(&self, range: Range<usize>) -> Self {
        Self {
            pixels: self.pixels.clone().slice(range.clone()),
            digits: self.digits.clone().slice(range),
        }
    }
SELECT
    /// In order; the last batch may have fewer images.
    fn batches(&self) -> impl Iterator<Item = Self> {
        let starts = (0..self.len()).step_by(BATCH_SIZE);
        starts.map(move |at| self.range(at..self.len().min(at + BATCH_SIZE)))
    }
}
";

const SELECT: &str = "
    /// The same images in a random order.
    fn shuffled(&self) -> Self {
        let keys = Tensor::<1>::random([self.len()], Distribution::Default, &self.pixels.device());
        let order = keys.argsort(0);
        Self {
            pixels: self.pixels.clone().select(0, order.clone()),
            digits: self.digits.clone().select(0, order),
        }
    }
";

const READ: &str = "/// What a file holds behind its header.
fn read_idx(path: &str, header: usize) -> io::Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| io::Error::other(format!(\"{path}: {error}\")))?;
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes.split_off(header))
}
";
