//! Python expressions, written as people write them: on one line where it fits, else an argument a line.

use super::tree::{Fork, Tree};

/// Columns of a line, as Python's formatters have it.
const WIDTH: usize = 88;
const INDENT: usize = 4;

/// A Python expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Code {
    /// Written as it is.
    Plain(String),
    Call {
        function: String,
        arguments: Vec<(Option<String>, Code)>,
    },
    List(Vec<Code>),
    /// Keys are texts.
    Dict(Vec<(&'static str, Code)>),
    /// What the value of a row decides; nothing where it is left out. Before it can be written it has to become
    /// statements.
    Fork(Fork<Option<Code>>),
}

impl Code {
    pub fn plain(code: impl Into<String>) -> Self {
        Self::Plain(code.into())
    }

    /// A text in quotes; for identifiers of ours, none of which holds a quote.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Plain(format!("\"{}\"", text.as_ref()))
    }

    /// A whole number.
    pub fn whole(number: impl Into<u64>) -> Self {
        Self::Plain(number.into().to_string())
    }

    /// A float: with a point or an exponent even where it is whole.
    pub fn real(number: f64) -> Self {
        let is_tiny = number != 0.0 && number.abs() < 1e-4;
        Self::Plain(if is_tiny {
            format!("{number:e}")
        } else {
            format!("{number:?}")
        })
    }

    pub fn switch(on: bool) -> Self {
        Self::plain(if on { "True" } else { "False" })
    }

    /// An object of a module of Keras: by its name where it has no arguments, else of its class.
    pub fn object(module: &str, class: &str, name: &str, arguments: Vec<(String, Self)>) -> Self {
        if arguments.is_empty() {
            return Self::text(name);
        }
        Self::call(format!("{module}.{class}")).with_all(arguments)
    }

    pub fn call(function: impl Into<String>) -> Self {
        Self::Call {
            function: function.into(),
            arguments: Vec::new(),
        }
    }

    /// The call with another argument; anything else stays as it is.
    pub fn arg(self, code: Self) -> Self {
        self.argument(None, code)
    }

    /// The call with another named argument.
    pub fn with(self, name: impl Into<String>, code: Self) -> Self {
        self.argument(Some(name.into()), code)
    }

    /// The call with those of the named arguments that are there.
    pub fn with_some(self, name: &str, code: Option<Self>) -> Self {
        match code {
            Some(code) => self.with(name, code),
            None => self,
        }
    }

    /// The call with all of these.
    pub fn with_all(self, arguments: impl IntoIterator<Item = (String, Self)>) -> Self {
        let arguments = arguments.into_iter();
        arguments.fold(self, |call, (name, code)| call.with(name, code))
    }

    fn argument(mut self, name: Option<String>, code: Self) -> Self {
        if let Self::Call { arguments, .. } = &mut self {
            arguments.push((name, code));
        }
        self
    }

    /// The expression with each of its leaves in its place.
    pub fn map(self, leaf: &dyn Fn(Option<Self>) -> Option<Self>) -> Option<Self> {
        let mapped = match self {
            Self::Fork(fork) => Tree::Fork(fork).map(&|code| Self::tree(leaf(code))),
            other => Self::tree(leaf(Some(other))),
        };
        Self::of(mapped)
    }

    /// The same with `None` where it may be left out.
    pub fn or_none(self) -> Self {
        let none = || Self::plain("None");
        let filled = self.map(&|code| Some(code.unwrap_or_else(none)));
        filled.unwrap_or_else(none)
    }

    pub fn tree(code: Option<Self>) -> Tree<Option<Self>> {
        match code {
            Some(Self::Fork(fork)) => Tree::Fork(fork),
            other => Tree::Leaf(other),
        }
    }

    pub fn of(tree: Tree<Option<Self>>) -> Option<Self> {
        match tree {
            Tree::Leaf(code) => code,
            Tree::Fork(fork) => Some(Self::Fork(fork)),
        }
    }

    /// The expression, where `before` columns of its line are taken and the line is indented by `indent`.
    pub fn write(&self, before: usize, indent: usize) -> String {
        let line = self.on_one_line();
        if before + line.len() <= WIDTH {
            return line;
        }
        let inner = indent + INDENT;
        match self {
            // Dicts are short.
            Self::Plain(_) | Self::Dict(_) | Self::Fork(_) => line,
            Self::Call {
                function,
                arguments,
            } => match arguments.as_slice() {
                [(None, list @ Self::List(_))] => {
                    format!("{function}({})", list.write(WIDTH, indent))
                }
                _ => {
                    let items = arguments.iter();
                    let items = items.map(|(name, code)| named_item(name.as_deref(), code, inner));
                    format!("{function}({})", an_item_a_line(items, indent))
                }
            },
            Self::List(codes) => {
                let items = codes.iter().map(|code| named_item(None, code, inner));
                format!("[{}]", an_item_a_line(items, indent))
            }
        }
    }

    fn on_one_line(&self) -> String {
        match self {
            Self::Plain(code) => code.clone(),
            Self::Fork(_) => {
                debug_assert!(false, "a choice is no expression");
                "None".to_owned()
            }
            Self::Call {
                function,
                arguments,
            } => {
                let arguments = arguments.iter().map(|(name, code)| match name {
                    Some(name) => format!("{name}={}", code.on_one_line()),
                    None => code.on_one_line(),
                });
                format!("{function}({})", arguments.collect::<Vec<_>>().join(", "))
            }
            Self::List(codes) => {
                let codes = codes.iter().map(Self::on_one_line);
                format!("[{}]", codes.collect::<Vec<_>>().join(", "))
            }
            Self::Dict(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(key, code)| format!("\"{key}\": {}", code.on_one_line()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// An argument, or an item of a list, on a line of its own that is indented by `indent`.
fn named_item(name: Option<&str>, code: &Code, indent: usize) -> String {
    let name = name.map_or(String::new(), |name| format!("{name}="));
    // One column for the comma.
    let code = code.write(indent + name.len() + 1, indent);
    name + &code
}

/// What stands between brackets whose line is indented by `indent`.
fn an_item_a_line(items: impl Iterator<Item = String>, indent: usize) -> String {
    let (margin, end) = (" ".repeat(indent + INDENT), " ".repeat(indent));
    let lines: String = items.map(|item| format!("{margin}{item},\n")).collect();
    format!("\n{lines}{end}")
}

/// `name = expression`.
pub fn assign(name: &str, code: &Code) -> String {
    format!("{name} = {}\n", code.write(name.len() + 3, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let dense = Code::call("Dense")
            .arg(Code::whole(10_u32))
            .with("activation", Code::text("softmax"));
        assert_eq!(
            assign("layer", &dense),
            "layer = Dense(10, activation=\"softmax\")\n"
        );
    }

    #[test]
    fn what_does_not_fit_has_an_argument_a_line() {
        let long = Code::text("x".repeat(80));
        let call = Code::call("f").arg(long.clone()).with("y", Code::real(1.0));
        let lines: Vec<String> = assign("a", &call).lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "a = f(");
        assert_eq!(lines[1].len(), 4 + 82 + 1);
        assert_eq!(lines[2..], ["    y=1.0,", ")"]);
    }

    #[test]
    fn a_list_that_is_all_there_is_opens_with_its_call() {
        let item = Code::text("x".repeat(90));
        let call = Code::call("f").arg(Code::List(vec![item]));
        let written = assign("a", &call);
        assert!(written.starts_with("a = f([\n    \""), "{written}");
        assert!(written.ends_with(",\n])\n"), "{written}");
    }

    #[test]
    fn a_float_is_a_float_to_python() {
        for (number, written) in [
            (1.0, "1.0"),
            (0.001, "0.001"),
            (1e-7, "1e-7"),
            (0.0, "0.0"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(Code::real(number), Code::plain(written));
        }
    }
}
