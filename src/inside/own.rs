//! The visitor's own images, counted and shown.

use std::fmt::Write;

use super::html::{count, escaped, shades};
use crate::dataset::{CLASSES, Images};

/// Images of each class that are shown.
const SHOWN: usize = 4;

/// How many there are of each class, some of each, and what can be done with them, as HTML. A button has `data-own`, what
/// it asks for.
///
/// - train: what is trained on, in parts
/// - notes: sentences on what was done with their files
pub fn own_images(train: &[&Images], test: &Images, sha256: &str, notes: &[String]) -> String {
    let labels = |images: &[&Images]| {
        let mut counts = [0; CLASSES];
        let all = images.iter().flat_map(|images| &images.labels);
        for label in all {
            if let Some(count) = counts.get_mut(usize::from(*label)) {
                *count += 1;
            }
        }
        counts
    };
    let (to_train, to_test) = (labels(train), labels(&[test]));
    let [all_train, all_test] = [&to_train, &to_test].map(|counts| count(counts.iter().sum()));
    let mut html = format!(
        "<div class=\"own-set\"><p><b>{all_train}</b> images to train on, <b>{all_test}</b> to test on.</p>"
    );
    for note in notes {
        html += &format!("<p class=\"help\">{}</p>", escaped(note));
    }
    html += "<table class=\"own-images\"><thead><tr><th scope=\"col\">Class</th><th scope=\"col\">Train</th><th scope=\"col\">Test</th><th scope=\"col\">Some of them</th></tr></thead><tbody>";
    for class in 0..CLASSES {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            "<tr><th scope=\"row\">{class}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            count(to_train[class]),
            count(to_test[class]),
            some(train, class)
        );
    }
    let absent: Vec<String> = (0..CLASSES)
        .filter(|class| to_train[*class] == 0)
        .map(|class| class.to_string())
        .collect();
    html += "</tbody></table>";
    if !absent.is_empty() {
        html += &format!(
            "<p class=\"warning\">Of class {} there is nothing to train on: it is never learned.</p>",
            absent.join(", ")
        );
    }
    html + &format!(
        "<p class=\"help\">They stay in this browser. A link names their SHA-256, and who opens it is asked for the same files: <code>{}</code></p>\
         <p><button type=\"button\" class=\"quiet\" data-own=\"mnist\">Back to MNIST</button> \
         <button type=\"button\" class=\"quiet\" data-own=\"turn\" title=\"Exchanges rows and columns of every image, as EMNIST needs it\">Turn images</button> \
         <button type=\"button\" class=\"quiet\" data-own=\"forget\">Delete from this browser</button></p></div>",
        escaped(sha256)
    )
}

/// The first images of a class.
fn some(train: &[&Images], class: usize) -> String {
    let mut html = String::new();
    let all = train
        .iter()
        .flat_map(|images| (0..images.len() as u32).map(move |at| images.image(at)));
    let own = all.filter(|(_, label)| usize::from(*label) == class);
    for (pixels, _) in own.take(SHOWN) {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            "<svg viewBox=\"0 0 28 28\" width=\"24\" height=\"24\" stroke=\"currentColor\" aria-hidden=\"true\">{}</svg> ",
            shades(pixels)
        );
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::IMAGE_PIXELS;

    fn images(labels: &[u8]) -> Images {
        Images {
            pixels: vec![255; labels.len() * IMAGE_PIXELS],
            labels: labels.to_vec(),
        }
    }

    #[test]
    fn classes_are_counted_over_all_parts_and_shown() {
        let parts = [
            images(&[3, 3, 3, 3, 3, 1]),
            images(&[3, 0, 2, 4, 5, 6, 7, 8]),
        ];
        let notes = ["One <b> & two.".to_owned()];
        let html = own_images(&[&parts[0], &parts[1]], &images(&[3, 9]), "abc", &notes);
        assert!(
            html.contains("<b>14</b> images to train on, <b>2</b> to test on"),
            "{html}"
        );
        assert!(
            html.contains("<th scope=\"row\">3</th><td>6</td><td>1</td>"),
            "{html}"
        );
        assert!(html.contains("One &lt;b&gt; &amp; two."), "{html}");
        assert!(
            html.contains("Of class 9 there is nothing to train on"),
            "{html}"
        );
        assert_eq!(
            html.matches("<svg").count(),
            4 + 8,
            "four of a class at most"
        );
        for asked in ["mnist", "turn", "forget"] {
            assert!(html.contains(&format!("data-own=\"{asked}\"")));
        }
    }
}
