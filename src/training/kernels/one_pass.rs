//! A rule for elements, applied to a variable in one pass where it is on burn's CPU backend.

use burn::tensor::Tensor;

use super::elements::{ElementRule, Memory};

/// The variable after an update by a rule.
pub fn update<const D: usize>(
    rule: &impl ElementRule,
    w: Tensor<D>,
    g: Tensor<D>,
    memory: &mut Memory<Tensor<D>>,
) -> Tensor<D> {
    #[cfg(feature = "flex")]
    if let Some(updated) = cpu::update(rule, &w, &g, memory) {
        return updated;
    }
    rule.update(w, g, memory)
}

#[cfg(feature = "flex")]
mod cpu {
    use burn::backend::flex::FlexTensor;
    use burn::backend::{Flex, TensorMetadata};
    use burn::tensor::Tensor;

    use super::super::elements::{ElementRule, Memory};
    use super::super::lanes::{LANES, f32x4};

    type Four = [f32; LANES];

    /// Nothing where the variable is on another backend.
    pub fn update<const D: usize>(
        rule: &impl ElementRule,
        w: &Tensor<D>,
        g: &Tensor<D>,
        memory: &mut Memory<Tensor<D>>,
    ) -> Option<Tensor<D>> {
        let (mut variable, gradient) = (numbers(w.clone())?, numbers(g.clone())?);
        let slots = memory.0.each_mut();
        let slots = slots.map(|slot| slot.take().and_then(numbers));
        let slots = update_numbers(rule, &mut variable, &gradient, slots);
        memory.0 = slots.map(|slot| slot.map(Tensor::from_primitive::<Flex>));
        Some(Tensor::from_primitive::<Flex>(variable))
    }

    /// The same for any number of dimensions; returns what is remembered.
    fn update_numbers(
        rule: &impl ElementRule,
        variable: &mut FlexTensor,
        gradient: &FlexTensor,
        mut slots: [Option<FlexTensor>; 3],
    ) -> [Option<FlexTensor>; 3] {
        let is_there = slots.each_ref().map(Option::is_some);
        // What is remembered from now on, the rule tells by a first try.
        let mut tried = Memory(is_there.map(|is_there| is_there.then_some(f32x4::ZERO)));
        rule.update(f32x4::ZERO, f32x4::ZERO, &mut tried);
        for (slot, kept) in slots.iter_mut().zip(tried.0) {
            if kept.is_some() && slot.is_none() {
                *slot = Some(FlexTensor::zeros(variable.shape(), variable.dtype()));
            }
        }
        let remembered = slots.each_mut().map(|slot| match slot {
            Some(slot) => slot.storage_mut(),
            None => &mut [],
        });
        let pass = Pass { rule, is_there };
        pass.over(variable.storage_mut(), gradient.storage(), remembered);
        slots
    }

    /// A tensor's primitive, which holds its numbers and no others.
    fn numbers<const D: usize>(tensor: Tensor<D>) -> Option<FlexTensor> {
        let primitive = tensor.try_into_primitive::<Flex>();
        Some(primitive.ok()?.to_contiguous())
    }

    struct Pass<'a, R> {
        rule: &'a R,
        /// What the rule remembers already.
        is_there: [bool; 3],
    }

    impl<R: ElementRule> Pass<'_, R> {
        fn over(&self, variable: &mut [f32], gradient: &[f32], slots: [&mut [f32]; 3]) {
            let (fours, rest) = variable.as_chunks_mut();
            let (gradient_fours, gradient_rest) = gradient.as_chunks();
            let slots = slots.map(|slot| slot.as_chunks_mut());
            let (slot_fours, mut slot_rests) = split(slots);
            self.over_fours(fours, gradient_fours, slot_fours);
            if rest.is_empty() {
                return;
            }
            // What is left over, among zeros.
            let mut last = [padded(rest)];
            let mut last_slots = slot_rests.each_ref().map(|slot| [padded(slot)]);
            let places = last_slots.each_mut().map(|slot| &mut slot[..]);
            self.over_fours(&mut last, &[padded(gradient_rest)], places);
            rest.copy_from_slice(&last[0][..rest.len()]);
            for (slot, last) in slot_rests.iter_mut().zip(last_slots) {
                slot.copy_from_slice(&last[0][..slot.len()]);
            }
        }

        fn over_fours(
            &self,
            variable: &mut [Four],
            gradient: &[Four],
            mut slots: [&mut [Four]; 3],
        ) {
            for (at, (w, g)) in variable.iter_mut().zip(gradient).enumerate() {
                let past = |slot: usize| match slots[slot].get(at) {
                    Some(past) if self.is_there[slot] => Some(f32x4::new(*past)),
                    _ => None,
                };
                let mut memory = Memory(std::array::from_fn(past));
                let updated = self
                    .rule
                    .update(f32x4::new(*w), f32x4::new(*g), &mut memory);
                *w = updated.to_array();
                for (slot, kept) in slots.iter_mut().zip(memory.0) {
                    if let (Some(place), Some(kept)) = (slot.get_mut(at), kept) {
                        *place = kept.to_array();
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
                memory.keep(1, past.mul_scalar(0.5) + first.clone());
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
                w = update(&rule, w, g, &mut memory);
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
    fn a_transposed_gradient_and_a_variable_without_elements_are_taken_too() {
        let (mut dice, rule) = (Dice::new(2), Everything { step: 0 });
        let (w, g) = (
            tensor(&mut dice, [3, 4]),
            tensor(&mut dice, [4, 3]).transpose(),
        );
        let expected = rule.update(w.clone(), g.clone(), &mut Memory::default());
        let found = update(&rule, w, g, &mut Memory::default());
        assert_same(&values(found), &values(expected), "transposed");
        let nothing = tensor(&mut dice, [0, 4]);
        let found = update(&rule, nothing.clone(), nothing, &mut Memory::default());
        assert_eq!(found.dims(), [0, 4]);
    }
}
