//! What is trained on: the visitor's choice, what the machine has, and what has been lost.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use super::speeds::{KeptSpeeds, Speeds};
use crate::hyperparams::CheckedHyperParams;
use crate::protocol::{Adapter, DeviceKind};

/// What the visitor wants to train on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// WebGPU on real hardware where it was measured to be faster, else the CPU.
    #[default]
    Auto,
    WebGpu,
    Cpu,
}

impl DeviceChoice {
    pub const ALL: [Self; 3] = [Self::Auto, Self::WebGpu, Self::Cpu];

    /// The name in links.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::WebGpu => "webgpu",
            Self::Cpu => "cpu",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::WebGpu => "WebGPU",
            Self::Cpu => "CPU",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// Tells the device that trains something sooner, and how many times the other one's time is; `None` where nobody
/// knows.
#[derive(Clone, Copy, Debug)]
struct Compare(fn(&Speeds, &CheckedHyperParams) -> Option<(DeviceKind, f64)>);

/// There is one way to compare.
impl PartialEq for Compare {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The one policy by which single runs and studies get their device.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Devices {
    pub choice: DeviceChoice,
    /// What the look for a GPU has found; `None` while it goes on.
    adapter: Option<Adapter>,
    /// Whether a page that looks for it only when it is needed has done so.
    pub(super) is_sought: bool,
    /// Why the GPU is not tried again until somebody chooses a device anew.
    gpu_lost: Option<String>,
    /// How Auto compares them; nothing where it takes the CPU. What is not named here is not in a figure's program.
    compare: Option<Compare>,
    /// How fast they are, as far as it was measured.
    pub(super) speeds: Speeds,
    /// What was measured on an earlier visit, by the name of the GPU, until it is known which one there is now.
    remembered: Option<(String, Speeds)>,
    /// Why single runs are trained on what they are trained on: a sentence.
    pub why: String,
    /// The worker of single runs could not be started on the CPU either; only a retry helps.
    pub is_broken: bool,
}

impl Devices {
    pub fn new(choice: DeviceChoice) -> Self {
        Self {
            choice,
            ..Self::default()
        }
    }

    /// The same, where Auto takes what was measured to be faster.
    pub(super) fn compared_by_speed(self) -> Self {
        Self {
            compare: Some(Compare(Speeds::faster)),
            ..self
        }
    }

    /// Whether the look for a GPU has come to an end.
    pub(super) fn is_known(&self) -> bool {
        self.adapter.is_some()
    }

    pub(super) fn found(&mut self, adapter: Adapter) {
        if let (Adapter::Usable { name }, Some((gpu, speeds))) = (&adapter, self.remembered.take())
            && gpu == *name
        {
            self.speeds = speeds;
        }
        self.adapter = Some(adapter);
    }

    /// Takes what [`to_keep`](Self::to_keep) gave on an earlier visit; anything else is ignored.
    pub(super) fn remember(&mut self, kept: &str) {
        let bytes = BASE64.decode(kept).unwrap_or_default();
        let kept: Option<KeptSpeeds<Speeds>> = postcard::from_bytes(&bytes).ok();
        self.remembered = kept.map(|kept| (kept.gpu, kept.speeds.sound()));
    }

    /// What was measured beside this GPU, as text for the browser to keep; nothing where there is nothing to know.
    pub fn to_keep(&self) -> Option<String> {
        let Some(Adapter::Usable { name }) = &self.adapter else {
            return None;
        };
        let kept = KeptSpeeds {
            gpu: name.clone(),
            speeds: &self.speeds,
        };
        let text = || Some(BASE64.encode(postcard::to_allocvec(&kept).ok()?));
        (!self.speeds.is_empty()).then(text).flatten()
    }

    /// Takes the visitor's choice: a GPU that was lost gets another chance.
    pub(super) fn choose(&mut self, choice: DeviceChoice) {
        self.choice = choice;
        self.gpu_lost = None;
        self.speeds.forget_failures();
    }

    /// The GPU is not used any more, for this reason.
    pub(super) fn lose_gpu(&mut self, why: String) {
        self.why.clone_from(&why);
        self.gpu_lost = Some(why);
    }

    pub(super) fn has_lost_gpu(&self) -> bool {
        self.gpu_lost.is_some()
    }

    /// Whether a device may be trained on.
    pub(super) fn allows(&self, kind: DeviceKind) -> bool {
        kind == DeviceKind::Cpu || matches!(self.gpu(), Some(Ok(())))
    }

    /// Whether it is for the page to find out which device is the faster one.
    pub(super) fn are_to_be_compared(&self) -> bool {
        let is_open = self.choice == DeviceChoice::Auto && self.compare.is_some();
        is_open && self.allows(DeviceKind::WebGpu)
    }

    /// What single runs are trained on, and a sentence that says why; `None` while nobody knows what there is.
    ///
    /// - params: what is to be trained, as far as it can be
    pub(super) fn for_runs(
        &self,
        params: Option<&CheckedHyperParams>,
    ) -> Option<(DeviceKind, String)> {
        use {Adapter as A, DeviceChoice as C};
        Some(match (self.gpu()?, self.choice, self.adapter.as_ref()?) {
            (Err(why), ..) => (DeviceKind::Cpu, why),
            (Ok(()), C::Auto, _) => self.faster(params),
            (Ok(()), _, A::Software { name }) => (
                DeviceKind::WebGpu,
                format!(
                    "WebGPU was chosen by hand; its adapter ({name}) is software, so it is slow."
                ),
            ),
            (Ok(()), ..) => (DeviceKind::WebGpu, "WebGPU was chosen by hand.".to_owned()),
        })
    }

    /// The device that trains this sooner, as far as anybody knows. What it has in hand has to be worth the change.
    fn faster(&self, params: Option<&CheckedHyperParams>) -> (DeviceKind, String) {
        let Some(Compare(compare)) = self.compare else {
            return (DeviceKind::Cpu, BY_DEFAULT.to_owned());
        };
        let compared = params.and_then(|params| compare(&self.speeds, params));
        let why = match compared {
            None => "This GPU has not been measured yet; until then the CPU is used.".to_owned(),
            Some((_, times)) if times < WORTH_IT => {
                "The CPU is about as fast as this GPU at this size.".to_owned()
            }
            Some((DeviceKind::Cpu, times)) => {
                format!("The CPU is {times:.1} times faster than this GPU at this size.")
            }
            Some((DeviceKind::WebGpu, times)) => {
                let why = format!("This GPU is {times:.1} times faster than the CPU at this size.");
                return (DeviceKind::WebGpu, why);
            }
        };
        (DeviceKind::Cpu, why)
    }

    /// Whether the GPU may be used, or why not.
    fn gpu(&self) -> Option<Result<(), String>> {
        use {Adapter as A, DeviceChoice as C};
        let adapter = self.adapter.as_ref()?;
        Some(match (self.choice, &self.gpu_lost, adapter) {
            (C::Cpu, _, _) => Err("The CPU was chosen by hand.".to_owned()),
            (C::Auto | C::WebGpu, Some(why), _) => Err(why.clone()),
            (C::WebGpu, None, A::None { reason } | A::Unsuitable { reason }) => {
                Err(format!("WebGPU was chosen, but cannot be used: {reason}"))
            }
            (C::Auto, None, A::Software { name }) => Err(format!(
                "The only GPU adapter ({name}) is software, slower than the CPU itself."
            )),
            (C::Auto, None, A::None { reason } | A::Unsuitable { reason }) => {
                Err(format!("WebGPU cannot be used: {reason}"))
            }
            (C::WebGpu, None, A::Usable { .. } | A::Software { .. })
            | (C::Auto, None, A::Usable { .. }) => Ok(()),
        })
    }
}

/// Why a figure does not train on a GPU that there is.
const BY_DEFAULT: &str = "A figure trains on the CPU unless its link says otherwise.";
/// How many times faster a GPU has to be, at least, before a run changes from the CPU to it.
const WORTH_IT: f64 = 1.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::state::speeds::Training;

    fn adapters() -> [Adapter; 4] {
        let text = || "because".to_owned();
        [
            Adapter::None { reason: text() },
            Adapter::Software { name: text() },
            Adapter::Usable { name: text() },
            Adapter::Unsuitable { reason: text() },
        ]
    }

    fn devices(choice: DeviceChoice, adapter: &Adapter) -> Devices {
        let mut devices = Devices::new(choice).compared_by_speed();
        devices.found(adapter.clone());
        devices
    }

    #[test]
    fn the_choice_and_the_adapter_decide_on_the_device() {
        use DeviceKind::{Cpu, WebGpu};
        for (choice, expected) in [
            // Whatever there is, it has not been measured.
            (DeviceChoice::Auto, [Cpu, Cpu, Cpu, Cpu]),
            (DeviceChoice::WebGpu, [Cpu, WebGpu, WebGpu, Cpu]),
            (DeviceChoice::Cpu, [Cpu, Cpu, Cpu, Cpu]),
        ] {
            for (adapter, expected) in adapters().iter().zip(expected) {
                let devices = devices(choice, adapter);
                assert_eq!(devices.for_runs(None).unwrap().0, expected, "{choice:?}");
                let is_to_be_compared = choice == DeviceChoice::Auto && *adapter == adapters()[2];
                assert_eq!(devices.are_to_be_compared(), is_to_be_compared);
                let is_allowed = expected == WebGpu || is_to_be_compared;
                assert_eq!(devices.allows(WebGpu), is_allowed, "{choice:?}");
                assert!(devices.allows(Cpu));
            }
        }
    }

    #[test]
    fn by_itself_a_run_goes_to_the_device_that_was_measured_to_be_faster() {
        use DeviceKind::{Cpu, WebGpu};
        let params = HyperParams::default().check().unwrap();
        for (gpu, expected, said) in [
            (0.5, WebGpu, "This GPU is 2.0 times faster than the CPU"),
            (0.9, Cpu, "The CPU is about as fast as this GPU"),
            (1.1, Cpu, "The CPU is about as fast as this GPU"),
            (3.0, Cpu, "The CPU is 3.0 times faster than this GPU"),
        ] {
            let mut devices = devices(DeviceChoice::Auto, &adapters()[2]);
            devices.speeds.note(Cpu, Training::Alone, &params, 1.0);
            devices.speeds.note(WebGpu, Training::Alone, &params, gpu);
            let (kind, why) = devices.for_runs(Some(&params)).unwrap();
            assert_eq!(kind, expected);
            assert!(why.starts_with(said), "{why}");
        }
    }

    #[test]
    fn what_was_measured_is_known_on_the_next_visit_with_the_same_gpu() {
        use DeviceKind::{Cpu, WebGpu};
        let params = HyperParams::default().check().unwrap();
        let usable = adapters()[2].clone();
        let mut first = devices(DeviceChoice::Auto, &usable);
        assert_eq!(first.to_keep(), None);
        first.speeds.note(Cpu, Training::Alone, &params, 1.0);
        first.speeds.note(WebGpu, Training::SingleRun, &params, 0.5);
        let kept = first.to_keep().unwrap();
        let next = |kept: &str, adapter: &Adapter| {
            let mut next = Devices::new(DeviceChoice::Auto);
            next.remember(kept);
            next.found(adapter.clone());
            next.speeds
        };
        assert_eq!(next(&kept, &usable), first.speeds);
        let name = "another".to_owned();
        assert!(next(&kept, &Adapter::Usable { name }).is_empty());
        assert!(next(&kept, &adapters()[0]).is_empty());
        for nonsense in ["", "{}", "AAAA", &kept[..kept.len() / 2]] {
            assert!(next(nonsense, &usable).is_empty(), "{nonsense}");
        }
    }

    #[test]
    fn a_gpu_that_cannot_be_used_is_explained() {
        for choice in [DeviceChoice::Auto, DeviceChoice::WebGpu] {
            for adapter in [&adapters()[0], &adapters()[3]] {
                let (_, why) = devices(choice, adapter).for_runs(None).unwrap();
                assert!(why.contains("because"));
            }
        }
    }

    #[test]
    fn a_figure_trains_on_the_cpu_unless_somebody_chooses() {
        for (choice, expected) in [
            (DeviceChoice::Auto, DeviceKind::Cpu),
            (DeviceChoice::WebGpu, DeviceKind::WebGpu),
        ] {
            let mut devices = Devices::new(choice);
            devices.found(adapters()[2].clone());
            assert_eq!(devices.for_runs(None).unwrap().0, expected);
            assert!(!devices.are_to_be_compared());
        }
    }

    #[test]
    fn nothing_is_decided_before_the_machine_was_looked_at() {
        let devices = Devices::new(DeviceChoice::WebGpu);
        assert_eq!(devices.for_runs(None), None);
        assert!(!devices.allows(DeviceKind::WebGpu));
    }

    #[test]
    fn a_gpu_that_was_lost_gets_another_chance_when_a_device_is_chosen() {
        let mut devices = devices(DeviceChoice::Auto, &adapters()[2]);
        devices.lose_gpu("it broke".to_owned());
        assert!(!devices.allows(DeviceKind::WebGpu));
        assert_eq!(
            devices.for_runs(None),
            Some((DeviceKind::Cpu, "it broke".to_owned()))
        );
        devices.choose(DeviceChoice::Auto);
        assert!(devices.allows(DeviceKind::WebGpu));
    }

    #[test]
    fn every_choice_is_found_by_its_name() {
        for choice in DeviceChoice::ALL {
            assert_eq!(DeviceChoice::named(choice.name()), Some(choice));
        }
        assert_eq!(DeviceChoice::named("tpu"), None);
    }
}
