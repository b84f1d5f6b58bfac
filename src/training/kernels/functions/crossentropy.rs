//! Cross-entropy on what records: its gradient is there before anybody asks for it.

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;

use super::Functions;

type Recorded<B, C> = FloatTensor<Autodiff<B, C>>;

/// See [`crossentropy`](super::crossentropy).
///
/// - returns: the loss, and its gradient by the logits, through which no gradient flows
pub fn recorded<B: Functions, C: CheckpointStrategy>(
    logits: Recorded<B, C>,
    targets: Recorded<B, C>,
    clip: Option<[f64; 2]>,
) -> (Recorded<B, C>, Recorded<B, C>) {
    let (logits, node) = logits.into_parts();
    let (targets, _) = targets.into_parts();
    let (loss, gradient) = B::crossentropy(logits, targets, clip);
    let preparation = Crossentropy.prepare::<C>([node]);
    let loss = match preparation.compute_bound().stateful() {
        OpsKind::Tracked(step) => step.finish(gradient.clone(), loss),
        OpsKind::UnTracked(step) => step.finish(loss),
    };
    (loss, Recorded::<B, C>::new(gradient))
}

#[derive(Debug)]
struct Crossentropy;

impl<B: Functions> Backward<B, 1> for Crossentropy {
    /// The loss' gradient by the logits.
    type State = FloatTensor<B>;

    fn backward(self, ops: Ops<Self::State, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let of_loss = gradients.consume::<B>(&ops.node);
        let [node] = ops.parents;
        if let Some(node) = node {
            gradients.register::<B>(node.id, B::scaled(ops.state, of_loss));
        }
    }
}
