//! A batch on its way to the device, and results on their way back.

use std::sync::Arc;

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::CLASSES;
use super::kernels::{Element, Inputs, Rows};
use super::noise::Noise;
use crate::dataset::{IMAGE_PIXELS, ink};

/// The device did not hand over a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device did not hand over a result: {0}")]
pub struct ReadError(pub(super) String);

/// An image, `[784]`, 0 to 255, and the digit that it shows.
pub type Image<'a> = (&'a [u8], u8);

/// A batch on a device.
#[derive(Clone)]
pub struct Batch {
    /// `[batch, 784]`, 0.0 to 1.0 but for noise
    pub images: Inputs,
    /// One-hot, `[batch, 10]`.
    pub targets: Tensor<2>,
}

impl Batch {
    /// Images as they are.
    pub fn new(images: &[Image], device: &Device) -> Self {
        let rows = images.iter().map(|(image, _)| *image);
        let inputs = inputs(rows.clone(), ink, device);
        Self {
            images: inputs.unwrap_or_else(|| tensor(fractions(rows), device)),
            targets: one_hot(images, device),
        }
    }

    /// Images with noise, and without what is dropped of them.
    pub fn disturbed(images: &[Image], noise: &mut Noise, device: &Device) -> Self {
        if !noise.disturbs_images() {
            return Self::new(images, device);
        }
        let mut pixels = Vec::with_capacity(images.len() * IMAGE_PIXELS);
        for (image, _) in images {
            // Image by image, while it is in the nearest cache.
            let from = pixels.len();
            add_fractions(image, &mut pixels);
            noise.add_to(&mut pixels[from..]);
        }
        noise.drop_from(&mut pixels);
        let images_as_rows = || inputs(pixels.chunks_exact(IMAGE_PIXELS), |pixel| pixel, device);
        let inputs = noise.keeps_zeros().then(images_as_rows).flatten();
        Self {
            images: inputs.unwrap_or_else(|| tensor(pixels, device)),
            targets: one_hot(images, device),
        }
    }
}

/// Images as rows, where that is the faster way.
fn inputs<'a, T: Element + 'a>(
    images: impl ExactSizeIterator<Item = &'a [T]> + Clone,
    number: impl Fn(T) -> f32,
    device: &Device,
) -> Option<Inputs> {
    if !Inputs::may_be_rows_on(device) {
        return None;
    }
    let rows = Rows::new(IMAGE_PIXELS, images, number)?;
    Some(Inputs::Rows(Arc::new(rows)))
}

fn fractions<'a>(images: impl ExactSizeIterator<Item = &'a [u8]>) -> Vec<f32> {
    let mut fractions = Vec::with_capacity(images.len() * IMAGE_PIXELS);
    images.for_each(|pixels| add_fractions(pixels, &mut fractions));
    fractions
}

/// A whole row at a time: the length is known, so there is room for all of it at once.
fn add_fractions(pixels: &[u8], fractions: &mut Vec<f32>) {
    fractions.extend(pixels.iter().map(|&pixel| ink(pixel)));
}

fn tensor(pixels: Vec<f32>, device: &Device) -> Inputs {
    let shape = [pixels.len() / IMAGE_PIXELS, IMAGE_PIXELS];
    Inputs::Tensor(Tensor::from_data(TensorData::new(pixels, shape), device))
}

fn one_hot(images: &[Image], device: &Device) -> Tensor<2> {
    let count = images.len();
    let mut targets = vec![0.0_f32; count * CLASSES];
    for (target, (_, label)) in targets.chunks_exact_mut(CLASSES).zip(images) {
        target[usize::from(*label)] = 1.0;
    }
    Tensor::from_data(TensorData::new(targets, [count, CLASSES]), device)
}

/// What a batch came to, still on the device.
pub struct BatchResult {
    /// How many images it had.
    pub images: usize,
    /// `[1]`
    pub loss: Tensor<1>,
    /// How many of its images were told right, `[1]`.
    pub hits: Tensor<1>,
    /// What of the loss are penalties, `[1]`.
    pub penalty: Option<Tensor<1>>,
}

/// What a batch came to.
pub struct BatchMeans {
    pub images: usize,
    pub loss: f64,
    pub accuracy: f64,
    pub penalty: Option<f64>,
}

impl BatchMeans {
    /// - hits: how many of the images were told right
    pub fn new(
        images: usize,
        loss: impl Into<f64>,
        hits: impl Into<f64>,
        penalty: Option<f64>,
    ) -> Self {
        Self {
            images,
            loss: loss.into(),
            accuracy: hits.into() / images as f64,
            penalty,
        }
    }
}

impl BatchResult {
    /// Waits for the results of several batches, in one transfer and without any work on the device.
    pub async fn read_all(batches: Vec<Self>) -> Result<Vec<BatchMeans>, ReadError> {
        let images: Vec<usize> = batches.iter().map(|batch| batch.images).collect();
        // Either all of a run's batches have penalties or none has.
        let numbers = match batches.first() {
            Some(batch) if batch.penalty.is_some() => 3,
            _ => 2,
        };
        let results = batches
            .into_iter()
            .flat_map(|batch| [Some(batch.loss), Some(batch.hits), batch.penalty]);
        let results = read(results.flatten()).await?;
        let batches = images.into_iter().zip(results.chunks_exact(numbers));
        Ok(batches
            .map(|(images, result)| {
                BatchMeans::new(images, result[0], result[1], result.get(2).copied())
            })
            .collect())
    }
}

/// Waits for small results, of one number each.
pub async fn read(tensors: impl IntoIterator<Item = Tensor<1>>) -> Result<Vec<f64>, ReadError> {
    let transfer = tensors
        .into_iter()
        .fold(Transaction::default(), Transaction::register);
    let results = transfer.execute_async().await;
    let results = results.map_err(|error| ReadError(format!("{error:?}")))?;
    Ok(results.iter().flat_map(|data| data.iter::<f64>()).collect())
}
