//! A rule for elements, applied to a variable in one pass where it is on burn's CPU backend.

use burn::tensor::Tensor;

use super::elements::{ElementRule, Elements, Memory};
use super::functions;

/// What is done to a variable and its gradient before a rule sees them.
pub struct Before {
    /// What the variable is multiplied by.
    pub shrink: f64,
    /// What the gradient is multiplied by, `[1]`.
    pub scale: Option<Tensor<1>>,
    /// The largest size that an element of the gradient may have.
    pub most: Option<f64>,
}

impl Before {
    /// Nothing.
    pub const NOTHING: Self = Self {
        shrink: 1.0,
        scale: None,
        most: None,
    };

    /// The variable and its gradient afterwards, for what is no rule for elements.
    pub fn of<const D: usize>(self, w: Tensor<D>, g: Tensor<D>) -> (Tensor<D>, Tensor<D>) {
        let g = match self.scale {
            Some(scale) => functions::scaled(g, scale),
            None => g,
        };
        (shrunk(w, self.shrink), cut(g, self.most))
    }
}

fn shrunk<T: Elements>(w: T, by: f64) -> T {
    match by {
        1.0 => w,
        by => w.mul_scalar(by),
    }
}

fn cut<T: Elements>(g: T, most: Option<f64>) -> T {
    match most {
        Some(most) => g.clamp(-most, most),
        None => g,
    }
}

/// The variable after an update by a rule. On the CPU it is updated in place, where nobody else holds it.
pub fn update<const D: usize>(
    rule: impl ElementRule,
    before: Before,
    w: Tensor<D>,
    g: Tensor<D>,
    memory: &mut Memory<Tensor<D>>,
) -> Tensor<D> {
    #[cfg(feature = "flex")]
    let w = match cpu::numbers(w) {
        Ok(variable) => return cpu::update(rule, &before, variable, g, memory),
        Err(w) => w,
    };
    let (w, g) = before.of(w, g);
    rule.update(w, g, memory)
}

#[cfg(feature = "flex")]
mod cpu {
    use burn::backend::flex::FlexTensor;
    use burn::backend::{Flex, TensorMetadata};
    use burn::tensor::Tensor;

    use super::super::elements::{ElementRule, Elements, Memory};
    use super::super::flex::{own, row_major};
    use super::super::lanes::{LANES, f32x4};
    use super::Before;

    type Four = [f32; LANES];

    /// A tensor's primitive, which holds its numbers and no others; the tensor itself where it is on another backend.
    #[expect(
        clippy::result_large_err,
        reason = "the tensor has been there before, and goes on"
    )]
    pub fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<FlexTensor, Tensor<D>> {
        let itself = tensor.clone();
        match tensor.try_into_primitive::<Flex>() {
            Ok(primitive) => {
                drop(itself);
                Ok(own(primitive))
            }
            Err(_) => Err(itself),
        }
    }

    /// - variable: on the CPU, as all else
    pub fn update<const D: usize>(
        rule: impl ElementRule,
        before: &Before,
        mut variable: FlexTensor,
        g: Tensor<D>,
        memory: &mut Memory<Tensor<D>>,
    ) -> Tensor<D> {
        let scale = before.scale.clone().and_then(|scale| numbers(scale).ok());
        let scale = scale.and_then(|scale| row_major(&scale).first().copied());
        let before = Prepared {
            rule,
            shrink: before.shrink,
            scale: scale.map_or(1.0, f64::from),
            most: before.most.unwrap_or(f64::INFINITY),
        };
        let slots = memory.0.each_mut();
        let slots = slots.map(|slot| slot.take().and_then(|slot| numbers(slot).ok()));
        if let Ok(gradient) = numbers(g) {
            let slots = update_numbers(before, &mut variable, &gradient, slots);
            memory.0 = slots.map(|slot| slot.map(Tensor::from_primitive::<Flex>));
        }
        Tensor::from_primitive::<Flex>(variable)
    }

    /// A rule with what comes before it. Nothing is asked for each number: a product with 1 and bounds at infinity
    /// change nothing.
    #[derive(Clone, Copy)]
    struct Prepared<R> {
        rule: R,
        shrink: f64,
        scale: f64,
        most: f64,
    }

    impl<R: ElementRule> ElementRule for Prepared<R> {
        fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
            let g = g.mul_scalar(self.scale).clamp(-self.most, self.most);
            self.rule.update(w.mul_scalar(self.shrink), g, memory)
        }
    }

    /// The same for any number of dimensions; returns what is remembered.
    fn update_numbers(
        rule: impl ElementRule,
        variable: &mut FlexTensor,
        gradient: &FlexTensor,
        mut slots: [Option<FlexTensor>; 3],
    ) -> [Option<FlexTensor>; 3] {
        let is_there = slots.each_ref().map(Option::is_some);
        // What is remembered from now on, the rule tells by a first try.
        let mut tried = Memory(is_there.map(|is_there| is_there.then_some(f32x4::ZERO)));
        rule.update(f32x4::ZERO, f32x4::ZERO, &mut tried);
        let mut has_new = false;
        for (slot, kept) in slots.iter_mut().zip(tried.0) {
            if kept.is_some() && slot.is_none() {
                *slot = Some(FlexTensor::zeros(variable.shape(), variable.dtype()));
                has_new = true;
            }
        }
        let remembered = slots.each_mut().map(|slot| match slot {
            Some(slot) => slot.storage_mut(),
            None => &mut [],
        });
        let pass = Pass { rule, is_there };
        let (variable, gradient) = (variable.storage_mut(), gradient.storage());
        match has_new {
            true => pass.over::<true>(variable, gradient, remembered),
            false => pass.over::<false>(variable, gradient, remembered),
        }
        slots
    }

    /// Vectors of a block: what stands in for a slot that is not used is as long.
    const BLOCK: usize = 64;

    struct Pass<R> {
        rule: R,
        /// What the rule remembers already.
        is_there: [bool; 3],
    }

    impl<R: ElementRule> Pass<R> {
        /// - `HAS_NEW`: whether the rule begins to remember something. From then on nothing is asked in the loop, which
        ///   costs several times the arithmetic in wasm.
        fn over<const HAS_NEW: bool>(
            &self,
            variable: &mut [f32],
            gradient: &[f32],
            slots: [&mut [f32]; 3],
        ) {
            let (fours, rest) = variable.as_chunks_mut();
            let (gradient_fours, gradient_rest) = gradient.as_chunks();
            let slots = slots.map(|slot| slot.as_chunks_mut());
            let (slot_fours, mut slot_rests) = split(slots);
            self.over_fours::<HAS_NEW>(fours, gradient_fours, slot_fours);
            if rest.is_empty() {
                return;
            }
            // What is left over, among zeros.
            let mut last = [padded(rest)];
            let mut last_slots = slot_rests.each_ref().map(|slot| [padded(slot)]);
            let places = last_slots.each_mut().map(|slot| &mut slot[..]);
            self.over_fours::<HAS_NEW>(&mut last, &[padded(gradient_rest)], places);
            rest.copy_from_slice(&last[0][..rest.len()]);
            for (slot, last) in slot_rests.iter_mut().zip(last_slots) {
                slot.copy_from_slice(&last[0][..slot.len()]);
            }
        }

        fn over_fours<const HAS_NEW: bool>(
            &self,
            variable: &mut [Four],
            gradient: &[Four],
            mut slots: [&mut [Four]; 3],
        ) {
            let (rule, is_there) = (self.rule, self.is_there);
            let mut nowhere = [[[0.0; LANES]; BLOCK]; 3];
            let mut from = 0;
            let blocks = variable.chunks_mut(BLOCK).zip(gradient.chunks(BLOCK));
            for (variable, gradient) in blocks {
                let part = from..from + variable.len();
                let places = slots.each_mut().into_iter().zip(&mut nowhere);
                let mut places = places.map(|(slot, nowhere)| match slot.get_mut(part.clone()) {
                    Some(part) => part,
                    None => nowhere,
                });
                from = part.end;
                let (Some(first), Some(second), Some(third)) =
                    (places.next(), places.next(), places.next())
                else {
                    return;
                };
                let slots = first.iter_mut().zip(second).zip(third);
                for ((w, g), ((a, b), c)) in variable.iter_mut().zip(gradient).zip(slots) {
                    let past = |place: &Four, is_there: bool| {
                        (!HAS_NEW || is_there).then(|| f32x4::new(*place))
                    };
                    let mut memory = Memory([
                        past(a, is_there[0]),
                        past(b, is_there[1]),
                        past(c, is_there[2]),
                    ]);
                    let updated = rule.update(f32x4::new(*w), f32x4::new(*g), &mut memory);
                    *w = updated.to_array();
                    for (place, kept) in [a, b, c].into_iter().zip(memory.0) {
                        if let Some(kept) = kept {
                            *place = kept.to_array();
                        }
                    }
                }
            }
        }
    }

    fn split<A, B>(pairs: [(A, B); 3]) -> ([A; 3], [B; 3]) {
        let [(a, x), (b, y), (c, z)] = pairs;
        ([a, b, c], [x, y, z])
    }

    fn padded(rest: &[f32]) -> Four {
        let mut four = [0.0; LANES];
        four[..rest.len()].copy_from_slice(rest);
        four
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::super::elements::Elements;
    use super::super::testing::{Dice, assert_same};
    use super::*;
    use crate::training::testing::values;

    /// Of each kind of step something; one thing is remembered from the second update on.
    #[derive(Clone, Copy)]
    struct Everything {
        step: usize,
    }

    impl ElementRule for Everything {
        fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T {
            let first = memory.average(0, 0.9, g.clone());
            let largest = memory.take(2, || g.full_like(0.1));
            let largest = memory.keep(2, largest.max_pair(g.clone().abs()));
            let step = g.clone().square().sqrt().div_scalar(3.0).add_scalar(1e-7);
            if self.step > 0 {
                let past = memory.take(1, || w.clone());
                let past = past.mul_scalar(0.5).clamp(-0.3, 0.4).abs().power(1.3);
                memory.keep(1, past + first.clone());
            }
            w - first * g.sign().mul_scalar(0.01) / (largest + step)
        }
    }

    fn tensor<const D: usize>(dice: &mut Dice, shape: [usize; D]) -> Tensor<D> {
        let count = shape.iter().product();
        let data = TensorData::new(dice.odd_numbers(count, 20), shape);
        Tensor::from_data(data, &Device::flex())
    }

    #[test]
    fn one_pass_comes_to_the_same_bits_as_one_for_each_operation() {
        let mut dice = Dice::new(1);
        for shape in [[1, 1], [2, 2], [3, 5], [7, 33], [64, 10]] {
            let (mut w, mut plain) = (tensor(&mut dice, shape), Memory::default());
            let (mut expected, mut memory) = (w.clone(), Memory::default());
            for step in 0..4 {
                let (rule, g) = (Everything { step }, tensor(&mut dice, shape));
                expected = rule.update(expected, g.clone(), &mut plain);
                w = update(rule, Before::NOTHING, w, g, &mut memory);
                let what = format!("{shape:?}, step {step}");
                assert_same(&values(w.clone()), &values(expected.clone()), &what);
                for (found, expected) in memory.0.iter().zip(&plain.0) {
                    assert_eq!(found.is_some(), expected.is_some(), "{what}");
                    let of = |kept: &Option<Tensor<2>>| kept.clone().map(values);
                    let (found, expected) = (of(found), of(expected));
                    assert_same(
                        &found.unwrap_or_default(),
                        &expected.unwrap_or_default(),
                        &what,
                    );
                }
            }
        }
    }

    #[test]
    fn what_comes_before_a_rule_is_done_in_the_same_pass() {
        let (mut dice, rule) = (Dice::new(3), Everything { step: 0 });
        let before = |most| Before {
            shrink: 0.9,
            scale: Some(tensor(&mut Dice::new(4), [1])),
            most,
        };
        for most in [None, Some(0.25)] {
            let (w, g) = (tensor(&mut dice, [7, 5]), tensor(&mut dice, [7, 5]));
            let (shrunk, cut) = before(most).of(w.clone(), g.clone());
            let expected = rule.update(shrunk, cut, &mut Memory::default());
            let found = update(rule, before(most), w, g, &mut Memory::default());
            assert_same(&values(found), &values(expected), &format!("{most:?}"));
        }
    }

    #[test]
    fn a_variable_that_somebody_else_holds_too_is_not_changed_under_them() {
        let (mut dice, rule) = (Dice::new(5), Everything { step: 0 });
        let (w, g) = (tensor(&mut dice, [3, 4]), tensor(&mut dice, [3, 4]));
        let (held, expected) = (w.clone(), values(w.clone()));
        update(rule, Before::NOTHING, w, g, &mut Memory::default());
        assert_same(&values(held), &expected, "held");
    }

    #[test]
    fn a_transposed_gradient_and_a_variable_without_elements_are_taken_too() {
        let (mut dice, rule) = (Dice::new(2), Everything { step: 0 });
        let (w, g) = (
            tensor(&mut dice, [3, 4]),
            tensor(&mut dice, [4, 3]).transpose(),
        );
        let expected = rule.update(w.clone(), g.clone(), &mut Memory::default());
        let found = update(rule, Before::NOTHING, w, g, &mut Memory::default());
        assert_same(&values(found), &values(expected), "transposed");
        let nothing = tensor(&mut dice, [0, 4]);
        let found = update(
            rule,
            Before::NOTHING,
            nothing.clone(),
            nothing,
            &mut Memory::default(),
        );
        assert_eq!(found.dims(), [0, 4]);
    }
}
