//! What one worker gives another: the compiled wasm through the page, the images from worker to worker.

use serde_json::{Value, json};
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::N_LAYERS;

use crate::browser::{Damage, Playground};
use crate::without_webgpu;

const WASM: &str = "trainer_cpu_bg.wasm";
const SHARDS: [&str; 2] = ["mnist/train-0.bin.gz", "mnist/test.bin.gz"];

/// The page's side of it by hand: workers that are given the module and ports, and the curves of their runs.
const HANDS: &str = "
  const compiled = WebAssembly.compileStreaming(fetch('trainer_cpu_bg.wasm'));
  window.spawn = async () => {
    const worker = new Worker('worker.js?bin=trainer_cpu&module=posted', { type: 'module' });
    const ready = hear(worker, 'ready');
    worker.postMessage({ module: await compiled });
    return { worker, ready };
  };
  window.hear = (worker, wanted) => new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => {
      const [[event, told]] = Object.entries(data);
      if (event === wanted) resolve(told);
      if (event.includes('fail')) reject(new Error(told.message));
    });
  });
  window.introduce = (lender, borrower) => {
    const { port1, port2 } = new MessageChannel();
    lender.worker.postMessage({ role: 'lend' }, [port1]);
    borrower.worker.postMessage({ role: 'borrow' }, [port2]);
  };
  window.load = async ({ worker, ready }, train_images) => {
    await ready;
    const loaded = hear(worker, 'loaded');
    worker.postMessage({ load: { train_images } });
    return (await loaded).train_images;
  };
  window.train = async ({ worker, ready }, train_images, epochs = 1) => {
    await ready;
    const ended = hear(worker, 'epoch-end');
    const hyperparams = { ...plain, train_images, batch_size: 1000, epochs };
    worker.postMessage({ start: { run_id: 1, hyperparams, pace: 'through' } });
    const { loss, val_loss } = (await ended).metrics;
    return [loss, val_loss];
  };
";

/// Opens a page of nothing but `HANDS`.
async fn open(page: &Playground) {
    let html = "<!doctype html><title>workers</title><script src=hands.js></script>";
    for (path, text) in [("hands.html", html), ("hands.js", HANDS)] {
        page.site.damage(path, Damage::Replaced(text.into()));
    }
    page.go_to(&page.site.url_in_release("hands.html")).await;
    let plain = HyperParams::default().with(&N_LAYERS, 0.0).check();
    let plain = json!(plain.expect("it can be trained"));
    page.run_async("window.plain = arguments[0]; return true", &[plain])
        .await;
}

async fn run(page: &Playground, script: &str) -> Value {
    let returned = page.run_async(script, &[]).await;
    assert_eq!(returned["failed"], Value::Null, "{script}");
    returned
}

fn requests(page: &Playground, path: &str) -> usize {
    page.site.requests_for(path)
}

#[tokio::test]
async fn a_further_worker_fetches_nothing_and_trains_the_same() {
    without_webgpu(async |page| {
        open(page).await;
        let script = "window.first = await spawn(); return train(first, 10000)";
        let curve = run(page, script).await;
        for path in SHARDS.into_iter().chain([WASM]) {
            assert_eq!(requests(page, path), 1, "{path}");
        }
        // Each borrows of the one before.
        let script = "
          window.second = await spawn();
          introduce(first, second);
          window.third = await spawn();
          introduce(second, third);
          const loaded = [await load(second, 10000), await load(third, 10000)];
          return [loaded, await train(second, 10000), await train(third, 10000), await train(first, 10000)]";
        let further = run(page, script).await;
        assert_eq!(further, json!([[10_000, 10_000], curve, curve, curve]));
        for path in SHARDS.into_iter().chain([WASM]) {
            assert_eq!(requests(page, path), 1, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_the_lender_lacks_is_fetched_and_later_images_are_borrowed_too() {
    without_webgpu(async |page| {
        open(page).await;
        let script = "
          window.first = await spawn();
          await load(first, 10000);
          window.second = await spawn();
          introduce(first, second);
          return load(second, 20000)";
        assert_eq!(run(page, script).await, json!(20_000));
        assert_eq!(requests(page, SHARDS[0]), 1);
        assert_eq!(requests(page, "mnist/train-1.bin.gz"), 1);
        let script = "await load(first, 30000); return load(second, 30000)";
        assert_eq!(run(page, script).await, json!(30_000));
        // The first has fetched both, the second neither.
        assert_eq!(requests(page, "mnist/train-1.bin.gz"), 2);
        assert_eq!(requests(page, "mnist/train-2.bin.gz"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_worker_whose_lender_is_gone_fetches_for_itself() {
    without_webgpu(async |page| {
        open(page).await;
        let script = "
          const first = await spawn();
          await load(first, 10000);
          const second = await spawn();
          introduce(first, second);
          first.worker.terminate();
          return load(second, 10000)";
        assert_eq!(run(page, script).await, json!(10_000));
        for path in SHARDS {
            assert_eq!(requests(page, path), 2, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_worker_lends_while_it_trains() {
    without_webgpu(async |page| {
        open(page).await;
        let script = "
          const first = await spawn();
          await train(first, 10000, 1000);
          const second = await spawn();
          introduce(first, second);
          return load(second, 10000)";
        assert_eq!(run(page, script).await, json!(10_000));
        for path in SHARDS {
            assert_eq!(requests(page, path), 1, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn nonsense_at_a_port_is_a_warning_and_the_worker_goes_on() {
    without_webgpu(async |page| {
        open(page).await;
        let script = "
          const first = await spawn();
          await first.ready;
          const warned = hear(first.worker, 'warning');
          first.worker.postMessage({ role: 'steal' }, [new MessageChannel().port1]);
          const { message } = await warned;
          const { port1, port2 } = new MessageChannel();
          first.worker.postMessage({ role: 'lend' }, [port1]);
          for (const nonsense of [null, 7, 'shard', {}, { shard: 7 }, []]) port2.postMessage(nonsense);
          const answered = new Promise((resolve) => (port2.onmessage = ({ data }) => resolve(data)));
          port2.postMessage({ shard: '../secret', spare: 'none' });
          return [message, await answered, await load(first, 10000)]";
        let said = run(page, script).await;
        let message = said[0].as_str().unwrap();
        assert!(message.contains("could not be read"), "{message}");
        assert_eq!(said[1]["shard"], "../secret");
        assert_eq!(said[1]["images"], Value::Null);
        assert_eq!(said[2], 10_000);
    })
    .await;
}
