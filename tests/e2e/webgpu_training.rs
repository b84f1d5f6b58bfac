//! Training on WebGPU, which Chromium computes in software here: seconds a step, so these runs are tiny.

use std::fs;

use crate::browser::Damage;
use crate::browser::program::Ending;
use crate::browser::site::released;
use crate::browser::study::csv_column;
use crate::with_software_webgpu;

/// Two steps an epoch.
const TINY: &str = "n_layers=1&n_nodes=16&train_images=100&batch_size=64&epochs=1";

#[tokio::test]
async fn a_tiny_network_trains_on_webgpu_when_it_is_chosen_as_on_the_cpu() {
    with_software_webgpu(async |page| {
        page.open(&format!("#{TINY}")).await;
        page.choose("#device-choice", "webgpu").await;
        page.see("#device-badge", "WebGPU ·").await;
        page.wait_for_phase("idle").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        page.see("#runs [data-cell='device']", "WebGPU").await;

        page.open(&format!("#{TINY}&device=cpu")).await;
        page.train().await;
        let on_the_cpu = page.wait_for_end().await;
        let loss = |ending: &Ending| ending.curve("loss")[0].as_f64().expect("a loss");
        let (gpu, cpu) = (loss(&ending), loss(&on_the_cpu));
        assert!(
            (gpu - cpu).abs() < 1e-3,
            "{gpu} on WebGPU, {cpu} on the CPU"
        );
    })
    .await;
}

#[tokio::test]
async fn a_gpu_worker_that_dies_in_a_run_is_followed_by_the_same_run_on_the_cpu() {
    with_software_webgpu(async |page| {
        page.open(&format!("#{TINY}&device=webgpu")).await;
        page.see("#device-badge", "WebGPU ·").await;
        page.train().await;
        page.hear("train-begin", 1).await;
        page.kill_worker("trainer_webgpu").await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        page.see("#device-badge", "CPU").await;
        page.see("#runs tr[data-run]", "restarted").await;
        assert_eq!(page.column("name").await.len(), 1);

        page.open(&format!("#{TINY}&device=cpu")).await;
        page.train().await;
        let on_the_cpu = page.wait_for_end().await;
        assert_eq!(ending.curve("val_loss"), on_the_cpu.curve("val_loss"));
    })
    .await;
}

#[tokio::test]
async fn a_gpu_that_is_lost_in_a_run_is_followed_by_the_same_run_on_the_cpu() {
    with_software_webgpu(async |page| {
        let worker = fs::read(released("worker.js")).expect("the site has a worker");
        let losing = [include_bytes!("lose_gpu.js").as_slice(), &worker].concat();
        page.site.damage("worker.js", Damage::Replaced(losing));
        let longer = TINY.replace("epochs=1", "epochs=40");
        page.open(&format!("#{longer}&device=webgpu")).await;
        page.see("#device-badge", "WebGPU ·").await;
        page.train().await;
        page.hear("train-begin", 1).await;
        let lose = "new BroadcastChannel('lose-gpu').postMessage('lose')";
        page.run(lose, &[]).await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        page.see("#device-badge", "CPU").await;
        page.see("#runs tr[data-run]", "restarted").await;
        assert_eq!(page.column("name").await.len(), 1);
        page.see("#runs [data-cell='device']", "CPU").await;
    })
    .await;
}

#[tokio::test]
async fn a_gpu_compiles_what_a_run_needs_while_the_images_are_on_their_way() {
    with_software_webgpu(async |page| {
        let worker = fs::read(released("worker.js")).expect("the site has a worker");
        let counting = include_bytes!("../bench/count_gpu.js").as_slice();
        let counting = Damage::Replaced([counting, &worker].concat());
        page.site.damage("worker.js", counting);
        page.site.damage("mnist/test.bin.gz", Damage::Stalled(1000));
        page.go(&format!("#{TINY}&device=webgpu")).await;
        page.see("#device-badge", "WebGPU ·").await;
        page.click("#train").await;
        let counted = "
          window.__counts ??= new BroadcastChannel('gpu-counts');
          __counts.onmessage = ({ data }) => { if (data.pipelines) window.__pipelines = data.pipelines; };
          __counts.postMessage('how many?');
          return (window.__pipelines ?? 0) > 10;
        ";
        page.wait_for("pipelines", counted, &[]).await;
    })
    .await;
}

/// Firefox looks after its GPU ten times a second, unless something is submitted; Chromium has to be told to be like that.
#[tokio::test]
async fn a_browser_that_is_slow_to_see_what_its_gpu_has_done_is_nudged_and_no_other() {
    for (is_slow, is_nudged) in [(true, true), (false, false)] {
        with_software_webgpu(async |page| {
            let worker = fs::read(released("worker.js")).expect("the site has a worker");
            let slow = format!("self.isSlow = {is_slow};\n").into_bytes();
            let counting = include_bytes!("slow_gpu.js").as_slice();
            let counting = Damage::Replaced([&slow, counting, &worker].concat());
            page.site.damage("worker.js", counting);
            page.open(&format!("#{TINY}&device=webgpu")).await;
            page.see("#device-badge", "WebGPU ·").await;
            page.train().await;
            let ending = page.wait_for_end().await;
            assert!(ending.outcome().contains("completed"), "{ending:?}");
            let counted = "
              window.__lists ??= new BroadcastChannel('empty-lists');
              __lists.onmessage = ({ data }) => { if ('empty' in data) window.__empty = data.empty; };
              __lists.postMessage('how many?');
              return window.__empty !== undefined;
            ";
            page.wait_for("the empty lists", counted, &[]).await;
            let empty = page.run("return window.__empty", &[]).await;
            assert_eq!(empty.as_u64().expect("a number") > 0, is_nudged, "{empty}");
        })
        .await;
    }
}

/// On the CPU a tiny study has ended before anybody can look.
const NOTE_WORKERS: &str = "
  window.__lines = '';
  const note = () => { __lines += document.querySelector('.worker-lines')?.textContent ?? ''; };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
";

#[tokio::test]
async fn a_study_trains_on_webgpu_when_it_is_chosen_from_the_same_seeds_as_on_the_cpu() {
    with_software_webgpu(async |page| {
        let study =
            format!("#{TINY}&study.name=Tiny&study.vary=learning_rate:0.01, 0.001&study.seeds=1");
        let mut losses = Vec::new();
        for (device, label) in [("webgpu", "WebGPU"), ("cpu", "CPU")] {
            page.open(&format!("{study}&device={device}")).await;
            page.run(NOTE_WORKERS, &[]).await;
            page.start_study().await;
            page.wait_for_study("Finished").await;
            let noted = page.run("return __lines", &[]).await;
            assert!(noted.to_string().contains(&format!("· {label}")), "{noted}");
            losses.push(csv_column(&page.csv().await, "loss"));
        }
        assert_eq!(losses[0].len(), 2);
        for (gpu, cpu) in losses[0].iter().zip(&losses[1]) {
            assert!((gpu - cpu).abs() < 1e-3, "{losses:?}");
        }
    })
    .await;
}
