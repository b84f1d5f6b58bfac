//! What a program consists of: constants, items, and what they import.

/// How wide rustfmt lets a line be.
const WIDTH: usize = 100;

#[derive(Default)]
pub struct Source {
    constants: Vec<String>,
    items: Vec<String>,
}

/// Where names come from, as rustfmt sorts them.
const IMPORTS: [(&str, &[&str]); 15] = [
    ("std::f64::consts", &["PI", "SQRT_2"]),
    ("std", &["fmt"]),
    ("std::fs", &["File"]),
    ("std::io", &["self", "Read"]),
    ("std::ops", &["Range"]),
    (
        "burn::grad_clipping",
        &["GradientClipping", "GradientClippingConfig"],
    ),
    (
        "burn::module",
        &[
            "Initializer",
            "Module",
            "ModuleMapper",
            "ModuleVisitor",
            "Param",
            "ParamId",
            "RunningState",
        ],
    ),
    (
        "burn::nn",
        &[
            "BatchNorm",
            "BatchNormConfig",
            "Dropout",
            "DropoutConfig",
            "GaussianNoise",
            "GaussianNoiseConfig",
            "Linear",
        ],
    ),
    ("burn::optim::decay", &["WeightDecayConfig"]),
    ("burn::optim::momentum", &["MomentumConfig"]),
    (
        "burn::optim",
        &[
            "GradientsAccumulator",
            "GradientsParams",
            "LionConfig",
            "ModuleOptimizer",
            "SgdConfig",
        ],
    ),
    (
        "burn::tensor::activation",
        &[
            "gelu_approximate",
            "hard_sigmoid",
            "leaky_relu",
            "log_sigmoid",
            "log_softmax",
            "mish",
            "relu",
            "sigmoid",
            "silu",
            "softmax",
            "softplus",
            "softsign",
        ],
    ),
    ("burn::tensor::container", &["TensorContainer"]),
    (
        "burn::tensor",
        &["Device", "Distribution", "Int", "Tensor", "TensorData"],
    ),
    ("flate2::read", &["GzDecoder"]),
];

impl Source {
    /// A number that stands at the top.
    pub fn real(&mut self, name: &str, value: f64) {
        self.constant(name, "f64", &real(value));
    }

    /// The same of a count.
    pub fn whole(&mut self, name: &str, value: usize) {
        self.constant(name, "usize", &whole(value));
    }

    pub fn constant(&mut self, name: &str, kind: &str, value: &str) {
        self.constants
            .push(format!("const {name}: {kind} = {value};\n"));
    }

    /// A function, a struct or what belongs to one.
    pub fn item(&mut self, text: impl Into<String>) {
        self.items.push(text.into());
    }

    /// Whether an item calls or names this.
    pub fn names(&self, word: &str) -> bool {
        self.items.iter().any(|item| names(&code(item), word))
    }

    pub fn finish(self, head: &str) -> String {
        let body = self.items.join("\n");
        let code = code(&body);
        let groups = ["std", "burn", "flate2"].map(|group| imports(&code, group));
        // rustfmt has burn and flate2 in one group.
        let [std, burn, flate2] = groups;
        let constants = self.constants.concat();
        [
            head, &std, "\n", &burn, &flate2, "\n", &constants, "\n", &body,
        ]
        .concat()
    }
}

/// A text without its comments.
fn code(text: &str) -> String {
    let lines = text.lines();
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn imports(body: &str, group: &str) -> String {
    let used = IMPORTS.iter().filter(|(path, _)| path.starts_with(group));
    let mut lines: Vec<(String, String)> = Vec::new();
    for (path, all) in used {
        // A function of the program's own goes before burn's.
        let is_used = |name: &&&str| match **name {
            "self" => body.contains("io::"),
            "Read" => body.contains(".read_to_end("),
            "fmt" => body.contains("fmt::"),
            name => names(body, name) && !body.contains(&format!("fn {name}(")),
        };
        let named: Vec<&str> = all.iter().filter(is_used).copied().collect();
        if !named.is_empty() {
            // Modules come before braces and types.
            let last = if *path == "std" { "fmt" } else { "{" };
            lines.push((format!("{path}::{last}"), import(path, &named)));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn import(path: &str, names: &[&str]) -> String {
    if let [name] = names {
        return format!("use {path}::{name};\n");
    }
    let line = format!("use {path}::{{{}}};\n", names.join(", "));
    // rustfmt leaves a little room in a list.
    if line.len() < WIDTH {
        return line;
    }
    let mut text = format!("use {path}::{{\n   ");
    let mut column = 3;
    for name in names {
        if column + name.len() + 2 > WIDTH {
            text += "\n   ";
            column = 3;
        }
        text += &format!(" {name},");
        column += name.len() + 2;
    }
    text + "\n};\n"
}

/// Whether a text has this word, and not only as a part of another or of a path to another.
fn names(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let is_method = text[..at].ends_with('.') || text[..at].ends_with("self::");
        !is_method && !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// A sum, in as many lines as rustfmt makes of it.
///
/// - terms: at least one
/// - column: where it begins
/// - indent: of the lines after the first
pub fn sum(terms: &[String], column: usize, indent: usize) -> String {
    let line = terms.join(" + ");
    if column + line.len() < WIDTH {
        return line;
    }
    terms.join(&format!("\n{:indent$}+ ", ""))
}

/// A number as Rust reads it.
pub fn real(value: f64) -> String {
    format!("{value:?}")
}

/// A count with its thousands apart.
pub fn whole(value: usize) -> String {
    let digits = value.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let head = digits.len() % 3;
    let (first, rest) = digits.split_at(head);
    let mut groups: Vec<&str> = Some(first)
        .filter(|it| !it.is_empty())
        .into_iter()
        .collect();
    let bytes = rest.as_bytes().chunks(3);
    groups.extend(bytes.filter_map(|group| std::str::from_utf8(group).ok()));
    groups.join("_")
}
