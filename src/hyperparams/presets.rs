//! Settings worth starting from, each with what there is to see in it.

use super::catalog::*;
use super::{DataId, HyperParams};

/// The post that the page follows.
pub const POST_TITLE: &str = "Neural Networks III: Hyperparameter Tuning";
pub const POST_AUTHOR: &str = "Patrick White";
/// Its text, in its author's repository.
pub const POST_ADDRESS: &str = "https://github.com/pw598/pw598.github.io/blob/main/_posts/2025-01-04-Neural-Networks-III-Hyperparameter-Tuning.md";

/// Settings with a lesson.
#[derive(Debug)]
pub struct Preset {
    /// Its name in the page's elements and in scripts.
    pub key: &'static str,
    pub name: &'static str,
    /// A sentence: what there is to see.
    pub lesson: &'static str,
    settings: fn() -> HyperParams,
}

impl Preset {
    pub fn hyperparams(&self) -> HyperParams {
        (self.settings)()
    }

    /// It in place of these settings, on the images that they are trained on: a preset says nothing of those. It takes as
    /// many of them as there are.
    pub fn in_place_of(&self, params: &HyperParams) -> HyperParams {
        let filled = self.hyperparams().with(&DATA, params.get(&DATA));
        let all = DataId::read(params).train_images();
        match filled.whole(&TRAIN_IMAGES) > all {
            true => filled.with(&TRAIN_IMAGES, all as f64),
            false => filled,
        }
    }

    /// The preset with this key.
    pub fn named(key: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.key == key)
    }

    /// The preset that says just this, on whatever images.
    pub fn of(params: &HyperParams) -> Option<&'static Self> {
        PRESETS
            .iter()
            .find(|preset| preset.in_place_of(params) == *params)
    }
}

/// In the order of the screen; the first are the defaults.
pub static PRESETS: [Preset; 10] = [
    Preset {
        key: "quick_start",
        name: "Quick start",
        lesson: "A small network on 10,000 images: about 94 of 100 test images right after a few seconds.",
        settings: HyperParams::default,
    },
    Preset {
        key: "the_post",
        name: "Neural Networks III: initial settings",
        lesson: "Huge batches make only two steps an epoch: smooth curves that take many epochs to rise.",
        settings: || {
            HyperParams::default()
                .with(&LEARNING_RATE, 0.01)
                .with(&BATCH_SIZE, 30_000.0)
                .with(&EPOCHS, 40.0)
                .with(&TRAIN_IMAGES, 60_000.0)
                .with(&SEED, 123.0)
        },
    },
    Preset {
        key: "learning_rate_too_high",
        name: "Too high a learning rate",
        lesson: "The first steps overshoot so far that the network never recovers: accuracy stays at 10 %.",
        settings: || HyperParams::default().with(&LEARNING_RATE, 0.3),
    },
    Preset {
        key: "learning_rate_too_low",
        name: "Too low a learning rate",
        lesson: "Nothing goes wrong, but little happens: after ten epochs it is still on its way.",
        settings: || HyperParams::default().with(&LEARNING_RATE, 1e-5),
    },
    Preset {
        key: "overfit",
        name: "Overfit: no regularization",
        lesson: "A large network memorizes a few images: training reaches 100 %, the test loss rises.",
        settings: overfit,
    },
    Preset {
        key: "dropout_and_l2",
        name: "Dropout and L2",
        lesson: "The overfitting network with dropout and a penalty: the test loss falls where it rose before.",
        settings: || overfit().with(&DROPOUT, 0.5).with(&L2, 1e-3),
    },
    Preset {
        key: "sgd_with_momentum",
        name: "SGD with momentum",
        lesson: "The simplest optimizer, sped up by its own past steps; set momentum to 0 to see it crawl.",
        settings: || {
            HyperParams::default()
                .with(&OPTIMIZER, "sgd")
                .with(&LEARNING_RATE, 0.05)
                .with(&MOMENTUM, 0.9)
                .with(&NESTEROV, true)
        },
    },
    Preset {
        key: "deep_without_help",
        name: "Eight sigmoid layers",
        lesson: "Gradients vanish on their way through eight sigmoids: the first epochs learn nothing.",
        settings: deep,
    },
    Preset {
        key: "deep_with_batch_norm",
        name: "Eight sigmoid layers, normalized",
        lesson: "The same network with batch normalization before each sigmoid: now it learns.",
        settings: || deep().with(&BATCH_NORM, "before_activation"),
    },
    Preset {
        key: "cosine_with_warm_up",
        name: "Cosine decay with warm-up",
        lesson: "The rate rises, then falls along a cosine: large steps in the middle, a calm end.",
        settings: || {
            HyperParams::default()
                .with(&LEARNING_RATE, 0.005)
                .with(&LR_SCHEDULE, "cosine_decay")
                .with(&WARMUP_STEPS, 79.0)
                .with(&DECAY_STEPS, 711.0)
        },
    },
];

fn overfit() -> HyperParams {
    HyperParams::default()
        .with(&N_NODES, 512.0)
        .with(&TRAIN_IMAGES, 1000.0)
        .with(&BATCH_SIZE, 64.0)
        .with(&EPOCHS, 40.0)
}

fn deep() -> HyperParams {
    HyperParams::default()
        .with(&N_LAYERS, 8.0)
        .with(&N_NODES, 64.0)
        .with(&ACTIVATION, "sigmoid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_trained_with_and_raises_no_doubt() {
        for preset in &PRESETS {
            let params = preset.hyperparams();
            assert_eq!(params.errors(), [], "{}", preset.key);
            assert_eq!(params.warnings(), [], "{}", preset.key);
        }
    }

    #[test]
    fn a_preset_is_found_by_its_key_and_by_what_it_says() {
        for preset in &PRESETS {
            let by_key = Preset::named(preset.key).unwrap();
            let by_settings = Preset::of(&preset.hyperparams()).unwrap();
            assert_eq!((by_key.key, by_settings.key), (preset.key, preset.key));
        }
        assert!(Preset::of(&HyperParams::default().with(&SEED, 1.0)).is_none());
    }

    #[test]
    fn names_are_unique_and_lessons_are_sentences() {
        for preset in &PRESETS {
            let same = PRESETS.iter().filter(|other| other.name == preset.name);
            assert_eq!(same.count(), 1, "{}", preset.name);
            assert!(preset.lesson.ends_with('.'), "{}", preset.lesson);
        }
    }

    #[test]
    fn the_posts_settings_are_the_posts() {
        let params = Preset::named("the_post").unwrap().hyperparams();
        let checked = params.check().unwrap();
        assert_eq!(checked.steps_per_epoch(), 2);
        assert_eq!(checked.hidden_layers.len(), 2);
        assert_eq!((checked.learning_rate, checked.epochs), (0.01, 40));
    }

    #[test]
    fn a_preset_leaves_the_images_as_they_are() {
        let own = "9000-1000-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
        let before = HyperParams::default().with(&DATA, own).with(&EPOCHS, 3.0);
        for preset in &PRESETS {
            let filled = preset.in_place_of(&before);
            assert_eq!(filled.text(&DATA), Some(own), "{}", preset.key);
            let found = Preset::of(&filled).map(|found| found.key);
            assert_eq!(found, Some(preset.key), "it is chosen on them, too");
            assert_eq!(filled.errors(), [], "{}", preset.key);
            let of_mnist = preset.in_place_of(&HyperParams::default());
            assert!(of_mnist == preset.hyperparams(), "{}", preset.key);
        }
    }
}
