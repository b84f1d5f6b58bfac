//! Which worker to start.

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

/// The worker to start, and a sentence that says why.
pub fn choose_device(choice: DeviceChoice, adapter: &Adapter) -> (DeviceKind, String) {
    use {Adapter as A, DeviceChoice as C, DeviceKind as K};
    match (choice, adapter) {
        (C::Cpu, _) => (K::Cpu, "The CPU was chosen by hand.".into()),
        (C::WebGpu, A::Usable { .. }) => (K::WebGpu, "WebGPU was chosen by hand.".into()),
        (C::WebGpu, A::Software { name }) => (
            K::WebGpu,
            format!("WebGPU was chosen by hand; its adapter ({name}) is software, so it is slow."),
        ),
        (C::WebGpu, A::None { reason } | A::Unsuitable { reason }) => (
            K::Cpu,
            format!("WebGPU was chosen, but cannot be used: {reason}"),
        ),
        (C::Auto, A::Usable { .. }) => (K::WebGpu, "A GPU adapter was found.".into()),
        (C::Auto, A::Software { name }) => (
            K::Cpu,
            format!("The only GPU adapter ({name}) is software, slower than the CPU itself."),
        ),
        (C::Auto, A::None { reason } | A::Unsuitable { reason }) => {
            (K::Cpu, format!("WebGPU cannot be used: {reason}"))
        }
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

    #[test]
    fn the_choice_and_the_adapter_decide_on_the_worker() {
        use DeviceKind::{Cpu, WebGpu};
        for (choice, expected) in [
            (DeviceChoice::Auto, [Cpu, Cpu, WebGpu, Cpu]),
            (DeviceChoice::WebGpu, [Cpu, WebGpu, WebGpu, Cpu]),
            (DeviceChoice::Cpu, [Cpu, Cpu, Cpu, Cpu]),
        ] {
            let found = adapters().map(|adapter| choose_device(choice, &adapter).0);
            assert_eq!(found, expected, "{choice:?}");
        }
    }

    #[test]
    fn a_gpu_that_cannot_be_used_is_explained() {
        for choice in [DeviceChoice::Auto, DeviceChoice::WebGpu] {
            for adapter in [&adapters()[0], &adapters()[3]] {
                assert!(choose_device(choice, adapter).1.contains("because"));
            }
        }
    }

    #[test]
    fn every_choice_is_found_by_its_name() {
        for choice in DeviceChoice::ALL {
            assert_eq!(DeviceChoice::named(choice.name()), Some(choice));
        }
        assert_eq!(DeviceChoice::named("tpu"), None);
    }
}
