//! What is trained on: the visitor's choice, what the machine has, and what has been lost.

use crate::protocol::{Adapter, DeviceKind};

/// What the visitor wants to train on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// WebGPU on real hardware, else the CPU.
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

    pub(super) fn found(&mut self, adapter: Adapter) {
        self.adapter = Some(adapter);
    }

    /// Takes the visitor's choice: a GPU that was lost gets another chance.
    pub(super) fn choose(&mut self, choice: DeviceChoice) {
        self.choice = choice;
        self.gpu_lost = None;
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
        kind == DeviceKind::Cpu || matches!(self.gpu(), Some(Ok(_)))
    }

    /// What single runs are trained on, and a sentence that says why; `None` while nobody knows what there is.
    pub(super) fn for_runs(&self) -> Option<(DeviceKind, String)> {
        Some(match self.gpu()? {
            Ok(why) => (DeviceKind::WebGpu, why),
            Err(why) => (DeviceKind::Cpu, why),
        })
    }

    /// Why the GPU may be used, or why not.
    fn gpu(&self) -> Option<Result<String, String>> {
        use {Adapter as A, DeviceChoice as C};
        let adapter = self.adapter.as_ref()?;
        Some(match (self.choice, &self.gpu_lost, adapter) {
            (C::Cpu, _, _) => Err("The CPU was chosen by hand.".to_owned()),
            (C::Auto | C::WebGpu, Some(why), _) => Err(why.clone()),
            (C::WebGpu, None, A::Usable { .. }) => Ok("WebGPU was chosen by hand.".to_owned()),
            (C::WebGpu, None, A::Software { name }) => Ok(format!(
                "WebGPU was chosen by hand; its adapter ({name}) is software, so it is slow."
            )),
            (C::WebGpu, None, A::None { reason } | A::Unsuitable { reason }) => {
                Err(format!("WebGPU was chosen, but cannot be used: {reason}"))
            }
            (C::Auto, None, A::Usable { .. }) => Ok("A GPU adapter was found.".to_owned()),
            (C::Auto, None, A::Software { name }) => Err(format!(
                "The only GPU adapter ({name}) is software, slower than the CPU itself."
            )),
            (C::Auto, None, A::None { reason } | A::Unsuitable { reason }) => {
                Err(format!("WebGPU cannot be used: {reason}"))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let mut devices = Devices::new(choice);
        devices.found(adapter.clone());
        devices
    }

    #[test]
    fn the_choice_and_the_adapter_decide_on_the_device() {
        use DeviceKind::{Cpu, WebGpu};
        for (choice, expected) in [
            (DeviceChoice::Auto, [Cpu, Cpu, WebGpu, Cpu]),
            (DeviceChoice::WebGpu, [Cpu, WebGpu, WebGpu, Cpu]),
            (DeviceChoice::Cpu, [Cpu, Cpu, Cpu, Cpu]),
        ] {
            for (adapter, expected) in adapters().iter().zip(expected) {
                let devices = devices(choice, adapter);
                assert_eq!(devices.for_runs().unwrap().0, expected, "{choice:?}");
                assert_eq!(devices.allows(WebGpu), expected == WebGpu, "{choice:?}");
                assert!(devices.allows(Cpu));
            }
        }
    }

    #[test]
    fn a_gpu_that_cannot_be_used_is_explained() {
        for choice in [DeviceChoice::Auto, DeviceChoice::WebGpu] {
            for adapter in [&adapters()[0], &adapters()[3]] {
                let (_, why) = devices(choice, adapter).for_runs().unwrap();
                assert!(why.contains("because"));
            }
        }
    }

    #[test]
    fn nothing_is_decided_before_the_machine_was_looked_at() {
        let devices = Devices::new(DeviceChoice::WebGpu);
        assert_eq!(devices.for_runs(), None);
        assert!(!devices.allows(DeviceKind::WebGpu));
    }

    #[test]
    fn a_gpu_that_was_lost_gets_another_chance_when_a_device_is_chosen() {
        let mut devices = devices(DeviceChoice::Auto, &adapters()[2]);
        devices.lose_gpu("it broke".to_owned());
        assert!(!devices.allows(DeviceKind::WebGpu));
        assert_eq!(
            devices.for_runs(),
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
