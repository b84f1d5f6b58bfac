//! The page as other programs drive it.

use serde_json::{Value, json};

use crate::browser::Host;
use crate::{LONG, SMALL, without_webgpu};

fn tiny() -> Value {
    json!({ "n_layers": 1, "n_nodes": 16, "train_images": 500, "batch_size": 100, "epochs": 2 })
}

#[tokio::test]
async fn a_start_message_trains_its_hyperparameters_and_tells_each_epoch() {
    without_webgpu(async |page| {
        page.open("").await;
        let ready = &page.events().await[0];
        assert_eq!(ready["tuneground"], "ready");
        assert_eq!(ready["version"], 2);
        assert!(ready.get("id").is_none(), "{ready}");

        page.post(json!({ "tuneground": "start", "hyperparameters": tiny() }))
            .await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert_eq!(page.field("n_nodes").await, "16");
        let epochs = page.heard("epoch-end").await;
        assert_eq!(epochs.len(), 2);
        for (epoch, event) in (1..).zip(&epochs) {
            assert_eq!(event["version"], 2);
            assert_eq!(event["epoch"], epoch);
            for key in [
                "loss",
                "accuracy",
                "val_loss",
                "val_accuracy",
                "elapsed_ms",
                "learning_rate",
            ] {
                assert!(event[key].is_number(), "{key} in {event}");
            }
        }
        let told: Vec<&Value> = epochs.iter().map(|event| &event["val_loss"]).collect();
        assert_eq!(told, ending.curve("val_loss").iter().collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_start_message_without_hyperparameters_uses_the_form() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.post(json!({ "tuneground": "start" })).await;
        assert_eq!(page.wait_for_end().await.curve("epoch").len(), 3);
    })
    .await;
}

#[tokio::test]
async fn messages_of_version_1_work_on() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.post(json!({ "tuneground": "start", "version": 1, "hyperparameters": tiny() }))
            .await;
        assert_eq!(page.wait_for_end().await.curve("epoch").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_set_message_fills_the_form_and_a_reset_message_undoes_it() {
    without_webgpu(async |page| {
        page.open(&format!("{SMALL}&id=fig-1")).await;
        let given = json!({ "epochs": 7, "optimizer": "sgd" });
        page.post(json!({ "tuneground": "set", "hyperparameters": given }))
            .await;
        page.wait_for(
            "the optimizer",
            "return document.getElementById('hp-optimizer').value === 'sgd'",
            &[],
        )
        .await;
        assert_eq!(page.field("epochs").await, "7");
        assert_eq!(page.field("n_nodes").await, "16", "the rest stays");
        let address = "return location.hash.includes('epochs=7') && location.hash";
        let address = page.wait_for("the address", address, &[]).await;
        assert!(address.to_string().contains("&id=fig-1"), "{address}");

        let wrong = json!({ "epochs": 0, "momentum": "much", "n_nodes": 32 });
        page.post(json!({ "tuneground": "set", "hyperparameters": wrong }))
            .await;
        let error = page.hear("error", 1).await;
        let message = error["message"].to_string();
        assert!(
            message.contains("epochs") && message.contains("momentum"),
            "{error}"
        );
        assert_eq!(error["id"], "fig-1");
        assert_eq!(page.field("n_nodes").await, "16", "all or nothing");

        page.post(json!({ "tuneground": "reset" })).await;
        page.wait_for(
            "the link's epochs",
            "return document.getElementById('hp-epochs').value === '3'",
            &[],
        )
        .await;
        assert_eq!(page.field("optimizer").await, "adam");
        let told = page.events().await;
        for name in ["train-begin", "resize"] {
            assert!(
                told.iter().all(|event| event["tuneground"] != name),
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_stop_message_stops_the_run() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.post(json!({ "tuneground": "start" })).await;
        page.hear("epoch-end", 1).await;
        page.run("postMessage({ tuneground: 'stop' }, '*')", &[])
            .await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("stopped"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_malformed_message_is_answered_with_an_error_and_changes_nothing() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        for message in [
            json!({ "tuneground": "begin" }),
            json!({ "tuneground": 7 }),
            json!({ "tuneground": "start", "hyperparameters": "many" }),
            json!({ "tuneground": "start", "hyperparameters": { "speed": 9 } }),
            json!({ "tuneground": "start", "hyperparameters": { "epochs": 0 } }),
            json!({ "tuneground": "start", "hyperparameters": { "epochs": [1] } }),
            json!({ "tuneground": "stop" }),
        ] {
            page.post(message.clone()).await;
            let error = page.hear("error", 1).await;
            assert!(error["message"].is_string(), "{message}: {error}");
            assert_eq!(page.heard("train-begin").await.len(), 0, "{message}");
            assert_eq!(page.field("epochs").await, "3", "{message}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_no_plain_data_is_read_as_it_is_meant_or_refused() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        // Some of it no message can carry; scripts of the page itself may dispatch it all the same.
        for hyperparameters in [
            "new Set(['epochs'])",
            "new Date()",
            "new (class { epochs = 9 })()",
            "[['epochs', 9]]",
            "null",
            "7n",
            "() => 9",
            "new Map([['speed', 9]])",
            "new Map([['epochs', new Map()]])",
            "{ get epochs() { throw 'no' } }",
            "{ epochs: new Number(9) }",
            "7, toJSON() {}",
            "{}, get version() { return this }",
            "new Uint8Array(9)",
            "'x'.repeat(1e6)",
        ] {
            let dispatch = format!(
                "const data = {{ tuneground: 'start', hyperparameters: {hyperparameters} }}; \
                 dispatchEvent(new MessageEvent('message', {{ data, source: window }}))"
            );
            page.mark_now().await;
            page.run(&dispatch, &[]).await;
            let error = page.hear("error", 1).await;
            assert!(error["message"].is_string(), "{hyperparameters}: {error}");
            assert_eq!(page.heard("train-begin").await.len(), 0);
        }
        page.mark_now().await;
        let map = "postMessage({ tuneground: 'start', hyperparameters: new Map([ \
                   ['epochs', 2], ['train_images', 500], ['n_nodes', 16]]) }, '*')";
        page.run(map, &[]).await;
        let begun = page.hear("train-begin", 1).await;
        assert_eq!(begun["hyperparameters"]["n_nodes"], 16);
        assert_eq!(page.wait_for_end().await.curve("epoch").len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_run_that_is_thrown_away_has_ended_and_another_may_start_at_once() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.post(json!({ "tuneground": "start" })).await;
        page.hear("epoch-end", 1).await;
        page.click("#reset").await;
        assert!(page.wait_for_end().await.outcome().contains("stopped"));

        page.mark_now().await;
        let script = "for (const message of arguments) postMessage(message, '*')";
        let (start, stop) = (
            json!({ "tuneground": "start" }),
            json!({ "tuneground": "stop" }),
        );
        let last = json!({ "tuneground": "start", "hyperparameters": tiny() });
        page.run(script, &[start, stop, last]).await;
        page.hear("train-end", 2).await;
        let ends = page.heard("train-end").await;
        assert_eq!(ends[0]["outcome"], "stopped");
        assert_eq!(ends[1]["outcome"], "completed");
        assert_eq!(page.heard("error").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn other_peoples_messages_are_none_of_our_business() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        for message in [json!("hello"), json!(null), json!({ "start": 1 })] {
            page.post(message).await;
        }
        page.post(json!({ "tuneground": "start" })).await;
        page.wait_for_end().await;
        assert_eq!(page.heard("error").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_start_message_in_the_middle_of_a_run_is_refused() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 1).await;
        page.post(json!({ "tuneground": "start", "hyperparameters": tiny() }))
            .await;
        let error = page.hear("error", 1).await;
        assert!(error["message"].to_string().contains("stop"), "{error}");
        page.hear("epoch-end", 2).await;
        assert_eq!(page.heard("train-begin").await.len(), 0);
        assert_eq!(page.field("train_images").await, "2000");
    })
    .await;
}

#[tokio::test]
async fn a_framed_page_hears_its_parent_and_tells_it_everything() {
    without_webgpu(async |page| {
        let host = Host::framing([page.site.url(SMALL)]);
        page.open_host(&host).await;
        page.host_hears("ready", 1).await;
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        let ending = page.host_hears("train-end", 1).await;
        assert_eq!(ending["history"].as_array().map(Vec::len), Some(3));
        let heard = page.host_heard().await;
        let names: Vec<&Value> = heard.iter().map(|event| &event["tuneground"]).collect();
        let names: Vec<&Value> = names.into_iter().filter(|name| *name != "resize").collect();
        let expected = [
            "ready",
            "train-begin",
            "epoch-end",
            "epoch-end",
            "epoch-end",
            "train-end",
        ];
        assert_eq!(names, expected);
    })
    .await;
}

#[tokio::test]
async fn a_program_starts_the_study_of_the_link_and_hears_its_runs() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.post(json!({ "tuneground": "start-study" })).await;
        let refusal = page.hear("error", 1).await;
        let message = refusal["message"].as_str().unwrap();
        assert!(message.contains("nothing is swept"), "{refusal}");
        let pressed = "return document.querySelector('#view-study').ariaPressed";
        assert_eq!(page.run(pressed, &[]).await, "false", "nothing has changed");

        let study =
            format!("{SMALL}&study.name=Rates&study.vary=learning_rate:0.01, 0.001&study.seeds=1");
        page.open(&study).await;
        page.post(json!({ "tuneground": "start-study" })).await;
        let ended = page.hear("study-end", 1).await;
        assert_eq!(ended["name"], "Rates");
        let trials = page.heard("trial-end").await;
        assert_eq!(trials.len(), 2);
        assert_eq!(trials[0]["outcome"], "completed");
        assert!(
            trials
                .iter()
                .any(|trial| trial["setting"] == ended["winner"])
        );
        page.post(json!({ "tuneground": "stop-study" })).await;
        let refusal = page.hear("error", 1).await;
        assert!(
            refusal["message"].as_str().unwrap().contains("no study"),
            "{refusal}"
        );
    })
    .await;
}
