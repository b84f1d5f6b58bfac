//! Frames of ours in a page of somebody else's: told apart, as high as what is in them, one training at a time, and not
//! to be had by others.

use serde_json::{Value, json};

use crate::browser::host::escaped;
use crate::browser::{Host, Playground};
use crate::{LONG, SMALL, without_webgpu};

/// The address of a figure with this hash.
fn figure(page: &Playground, hash: &str) -> String {
    page.site.url(&format!("figure.html{hash}"))
}

/// Waits until the frame stands.
async fn wait_for_frame(page: &Playground, frame: u16) {
    page.enter_frame(frame).await;
    page.wait_for_phase("idle").await;
    page.leave_frames().await;
}

/// What the host was told by the page with this id, without heights.
async fn heard_of(page: &Playground, id: &str) -> Vec<Value> {
    let heard = page.host_heard().await.into_iter();
    let names = heard.filter(|event| event["id"] == id);
    let names = names.map(|event| event["tuneground"].clone());
    names.filter(|name| name != "resize").collect()
}

/// Waits until the page with this id has told the host of an event.
async fn wait_for_event(page: &Playground, id: &str, name: &str) -> Value {
    let script = "return __messages.findLast(one => one.id === arguments[0] && one.tuneground === arguments[1])";
    let what = format!("{name} of {id}");
    page.wait_for(&what, script, &[json!(id), json!(name)])
        .await
}

#[tokio::test]
async fn a_host_of_several_pages_tells_them_apart_by_their_ids() {
    without_webgpu(async |page| {
        let host = Host::framing([
            figure(page, &format!("{SMALL}&id=first")),
            page.site.url(&format!("{SMALL}&id=second")),
        ]);
        page.open_host(&host).await;
        wait_for_frame(page, 0).await;
        wait_for_frame(page, 1).await;
        page.tell_frame(0, json!({ "tuneground": "stop" })).await;
        page.tell_frame(1, json!({ "tuneground": "start" })).await;
        wait_for_event(page, "second", "train-end").await;
        assert_eq!(heard_of(page, "first").await, ["error"]);
        let second = heard_of(page, "second").await;
        assert_eq!(second.first(), Some(&json!("ready")));
        assert_eq!(second.last(), Some(&json!("train-end")));
        let anonymous = page.host_heard().await;
        assert!(anonymous.iter().all(|event| event["id"].is_string()));
    })
    .await;
}

#[tokio::test]
async fn nobody_but_the_page_and_its_parent_is_listened_to() {
    without_webgpu(async |page| {
        let stranger = "<script>onmessage = () => parent.frames[0].postMessage({ tuneground: 'start' }, '*')</script>";
        let host = Host::serve(format!(
            "<!doctype html><iframe src=\"{}\"></iframe><iframe srcdoc=\"{}\"></iframe>",
            escaped(&figure(page, SMALL)),
            escaped(stranger),
        ));
        page.open_host(&host).await;
        wait_for_frame(page, 0).await;
        page.tell_frame(1, json!("go on")).await;
        let pause = "await new Promise(done => setTimeout(done, 500))";
        page.run_async(pause, &[]).await;
        // Messages arrive in order: had the stranger's counted, it would have begun a run.
        page.tell_frame(0, json!({ "tuneground": "stop" })).await;
        let refusal = page.host_hears("error", 1).await;
        assert_eq!(refusal["message"], "there is no run to stop");
    })
    .await;
}

/// A host that gives its frame the height that it is told, whether a border is taken off it or not.
fn following(page: &Playground, boxed: &str) -> Host {
    Host::serve(format!(
        "<!doctype html><style>iframe {{ width: 600px; border: 2px solid; box-sizing: {boxed} }}</style>\
         <iframe src=\"{}\"></iframe><script>\
         window.heights = []; window.texts = [];\
         addEventListener('message', ({{ data }}) => {{\
           if (typeof data === 'string') texts.push(JSON.parse(data));\
           if (data.tuneground !== 'resize') return;\
           heights.push(data.height);\
           document.querySelector('iframe').style.height = data.height + 'px';\
         }})</script>",
        escaped(&figure(page, SMALL))
    ))
}

/// The heights that the host was told, once it has heard none for a second.
async fn settled_heights(page: &Playground) -> Vec<i64> {
    let script = "let before; do { before = heights.length; \
                  await new Promise(done => setTimeout(done, 1000)) } \
                  while (heights.length !== before || !before); return heights";
    let heights = page.run_async(script, &[]).await;
    let heights = heights.as_array().cloned().unwrap_or_default();
    heights.iter().filter_map(Value::as_i64).collect()
}

#[tokio::test]
async fn a_frame_that_follows_what_it_is_told_is_as_high_as_its_page_and_comes_to_rest() {
    without_webgpu(async |page| {
        for boxed in ["content-box", "border-box"] {
            let host = following(page, boxed);
            page.open_host(&host).await;
            wait_for_frame(page, 0).await;
            let heights = settled_heights(page).await;
            assert!(heights.len() <= 6, "{boxed}: {heights:?}");
            let texts = page.run("return texts", &[]).await;
            let expected = |height: &i64| json!({ "context": "iframe.resize", "height": height });
            let expected: Vec<Value> = heights.iter().map(expected).collect();
            assert_eq!(texts, json!(expected));

            let content = "return document.getElementById('app').getBoundingClientRect().height";
            page.enter_frame(0).await;
            let content = page.run(content, &[]).await.as_f64().unwrap();
            page.leave_frames().await;
            let last = *heights.last().unwrap() as f64;
            // Where a border is taken off, it is as high as beside the scroll bar.
            let spare = if boxed == "content-box" { 1.0 } else { 40.0 };
            assert!(
                (0.0..=spare).contains(&(last - content)),
                "{last} for {content}"
            );

            page.enter_frame(0).await;
            page.run("location.hash += '&speed=9'", &[]).await;
            page.see("#notices", "speed").await;
            page.leave_frames().await;
            let grown = settled_heights(page).await;
            assert!(grown.len() <= heights.len() + 3, "{boxed}: {grown:?}");
            assert!(grown.last() > heights.last(), "{boxed}: {grown:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_host_that_sends_a_thousand_messages_a_second_does_no_harm() {
    without_webgpu(async |page| {
        let host = Host::framing([figure(page, SMALL)]);
        page.open_host(&host).await;
        wait_for_frame(page, 0).await;
        // As long as it takes: a figure that does not come to answer in between never ends this.
        let flood = "const frame = frames[0]; let sent = 0; \
                     const told = () => __messages.filter(one => one.message?.includes('arrived too fast')).length; \
                     while (told() < 3) { for (let at = 0; at < 10; at += 1) { \
                     frame.postMessage({ tuneground: sent % 2 ? 'stop' : 'start' }, '*'); sent += 1 } \
                     await new Promise(done => setTimeout(done, 5)) } \
                     frame.postMessage({ tuneground: 'stop' }, '*'); return sent";
        let sent = page.run_async(flood, &[]).await.as_u64().unwrap() as usize;
        page.enter_frame(0).await;
        page.wait_for_phase("idle").await;
        page.leave_frames().await;
        let heard = page.host_heard().await.len();
        assert!(heard < sent, "{heard} answers to {sent} messages");

        // Once it has dried up, everything is as before.
        let quiet = "await new Promise(done => setTimeout(done, 4000)); __messages.length = 0";
        page.run_async(quiet, &[]).await;
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        let ending = page.host_hears("train-end", 1).await;
        assert_eq!(ending["outcome"], "completed");
    })
    .await;
}

#[tokio::test]
async fn of_two_figures_in_a_post_one_trains_and_the_other_waits_for_it() {
    without_webgpu(async |page| {
        let ids = ["a", "b"];
        let host = Host::framing(ids.map(|id| figure(page, &format!("{LONG}&id={id}"))));
        page.open_host(&host).await;
        for frame in [0, 1] {
            wait_for_frame(page, frame).await;
        }
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        wait_for_event(page, "a", "epoch-end").await;
        page.enter_frame(1).await;
        // The second press of a double click is not meant for the Stop that the first one brings.
        let actions = page.chromium.driver.action_chain();
        let train = page.find("#train").await;
        let pressed = actions.double_click_element(&train).perform().await;
        pressed.expect("a button that can be clicked");
        page.see("#progress", "Waits for another figure on this page.")
            .await;
        page.see("#train", "Stop").await;
        page.leave_frames().await;
        assert!(!heard_of(page, "b").await.contains(&json!("train-end")));
        page.enter_frame(1).await;
        page.click("#train").await;
        page.see("#train", "Train").await;
        page.leave_frames().await;
        assert!(!heard_of(page, "b").await.contains(&json!("train-begin")));
        let stopped = wait_for_event(page, "b", "train-end").await;
        assert_eq!(stopped["outcome"], "stopped");
        assert_eq!(stopped["history"], json!([]));

        for message in ["start", "stop", "start"] {
            page.tell_frame(1, json!({ "tuneground": message })).await;
        }
        page.enter_frame(1).await;
        page.see("#progress", "Waits for another figure on this page.")
            .await;
        page.leave_frames().await;
        page.tell_frame(0, json!({ "tuneground": "stop" })).await;
        wait_for_event(page, "b", "epoch-end").await;
        assert!(heard_of(page, "a").await.contains(&json!("train-end")));

        // A figure that goes takes its turn with it.
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        page.run(
            "__messages.length = 0; document.querySelectorAll('iframe')[1].remove()",
            &[],
        )
        .await;
        wait_for_event(page, "a", "epoch-end").await;
    })
    .await;
}

#[tokio::test]
async fn the_custom_element_grows_with_its_figure_and_tells_what_happens_in_it() {
    without_webgpu(async |page| {
        let source = figure(page, &format!("{SMALL}&id=fig&title=A+small+network"));
        let host = Host::serve(format!(
            "<!doctype html><style>* {{ box-sizing: border-box }}</style>\
             <tuneground-figure src=\"{0}\"><a href=\"{0}\">A figure</a></tuneground-figure>\
             <iframe data-tuneground title=\"Another\" src=\"{1}\"></iframe>\
             <script>window.told = []; addEventListener('tuneground', (event) => \
             told.push([event.target.localName, event.detail]))</script>\
             <script src=\"{2}\"></script>",
            escaped(&source),
            escaped(&figure(page, SMALL)),
            page.site.url("embed.js"),
        ));
        page.open_host(&host).await;
        let look = "const frame = document.querySelector('tuneground-figure > iframe'); \
                    return [frame.title, frame.loading, document.querySelector('tuneground-figure a')]";
        let looks = page.run(look, &[]).await;
        assert_eq!(looks, json!(["A small network", "lazy", null]));
        let grown = "return [...document.querySelectorAll('iframe')].every((frame) => { \
                     const name = frame.parentElement.localName.includes('-') ? 'tuneground-figure' : 'iframe'; \
                     const last = told.findLast(([from, { tuneground }]) => from === name && tuneground === 'resize'); \
                     return last && frame.clientHeight === last[1].height && last[1].height > 200 })";
        page.wait_for("both frames to grow", grown, &[]).await;

        page.run("postMessage({ tuneground: 'resize', height: 7 }, '*')", &[])
            .await;
        page.run("document.querySelector('tuneground-figure').send({ tuneground: 'start' })", &[])
            .await;
        let ended = "return told.find(([, { tuneground }]) => tuneground === 'train-end')";
        let ended = page.wait_for("train-end", ended, &[]).await;
        assert_eq!(ended[0], "tuneground-figure");
        assert_eq!((&ended[1]["id"], &ended[1]["outcome"]), (&json!("fig"), &json!("completed")));
        page.wait_for("the heights to stay", grown, &[]).await;
        page.run("document.querySelector('tuneground-figure').title = 'Mine'", &[])
            .await;
        assert_eq!(page.run(look, &[]).await[0], "Mine");
    })
    .await;
}

#[tokio::test]
async fn a_frame_that_told_its_height_before_the_script_came_grows_all_the_same() {
    without_webgpu(async |page| {
        page.site.behave(|host| host.allows_everybody = true);
        let source = escaped(&figure(page, SMALL));
        let host = Host::serve(format!(
            "<!doctype html><iframe data-tuneground src=\"{source}\"></iframe>\
             <iframe data-tuneground sandbox=allow-scripts src=\"{source}\"></iframe>",
        ));
        page.open_host(&host).await;
        for frame in [0, 1] {
            wait_for_frame(page, frame).await;
        }
        page.host_hears("resize", 2).await;
        settled(page).await;
        let late = "const script = document.createElement('script'); script.src = arguments[0]; \
                    document.body.append(script)";
        page.run(late, &[json!(page.site.url("embed.js"))]).await;
        let grown = "return [...document.querySelectorAll('iframe')] \
                     .every((frame) => parseInt(frame.style.height) > 200)";
        page.wait_for("both frames to grow", grown, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_frame_that_gets_another_link_ends_its_run_before_it_shows_another_figure() {
    without_webgpu(async |page| {
        let host = Host::framing([figure(page, &format!("{LONG}&id=a"))]);
        page.open_host(&host).await;
        wait_for_frame(page, 0).await;
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        wait_for_event(page, "a", "epoch-end").await;
        page.enter_frame(0).await;
        page.run("location.hash = 'epochs=2&id=b'", &[]).await;
        page.leave_frames().await;
        let ended = wait_for_event(page, "a", "train-end").await;
        assert_eq!(ended["outcome"], "stopped");
        wait_for_event(page, "b", "resize").await;
    })
    .await;
}

/// Waits until the host has heard nothing for a second.
async fn settled(page: &Playground) {
    let script = "let before; do { before = __messages.length; \
                  await new Promise(done => setTimeout(done, 1000)) } while (__messages.length !== before)";
    page.run_async(script, &[]).await;
}

#[tokio::test]
async fn frames_without_an_origin_grow_too_and_train_without_turns() {
    without_webgpu(async |page| {
        page.site.behave(|host| host.allows_everybody = true);
        let frame = |id: &str| {
            let source = escaped(&figure(page, &format!("{LONG}&id={id}")));
            format!("<iframe data-tuneground sandbox=allow-scripts src=\"{source}\"></iframe>")
        };
        let host = Host::serve(format!(
            "<!doctype html>{}{}<script src=\"{}\"></script>",
            frame("a"),
            frame("b"),
            page.site.url("embed.js"),
        ));
        page.open_host(&host).await;
        let grown = "return [...document.querySelectorAll('iframe')] \
                     .every((frame) => parseInt(frame.style.height) > 200)";
        page.wait_for("both frames to grow", grown, &[]).await;
        for frame in [0, 1] {
            page.tell_frame(frame, json!({ "tuneground": "start" }))
                .await;
        }
        for id in ["a", "b"] {
            wait_for_event(page, id, "epoch-end").await;
        }
        let ended = page.host_heard().await;
        assert!(ended.iter().all(|event| event["tuneground"] != "train-end"));
    })
    .await;
}
