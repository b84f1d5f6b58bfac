//! Python statements.

use crate::hyperparams::python::Code;

/// A statement of a function's body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Statement {
    Call(Code),
    Assign(String, Code),
    Return(Code),
    /// The cases with their conditions, and what holds otherwise.
    If {
        cases: Vec<(String, Vec<Statement>)>,
        otherwise: Vec<Statement>,
    },
    For {
        variable: &'static str,
        over: String,
        body: Vec<Statement>,
    },
    /// A function of `x`.
    Define {
        name: &'static str,
        body: Vec<Statement>,
    },
}

/// The statements, indented by `indent`.
pub(super) fn write(statements: &[Statement], indent: usize) -> String {
    let written = statements.iter().map(|one| one.write(indent));
    written.collect()
}

impl Statement {
    fn write(&self, indent: usize) -> String {
        let margin = " ".repeat(indent);
        let line = |start: &str, code: &Code| {
            let code = code.write(indent + start.len(), indent);
            format!("{margin}{start}{code}\n")
        };
        match self {
            Self::Call(code) => line("", code),
            Self::Assign(name, code) => line(&format!("{name} = "), code),
            Self::Return(code) => line("return ", code),
            Self::If { cases, otherwise } => conditional(cases, otherwise, indent),
            Self::For {
                variable,
                over,
                body,
            } => format!(
                "{margin}for {variable} in {over}:\n{}",
                block(body, indent + 4)
            ),
            Self::Define { name, body } => {
                format!("\n{margin}def {name}(x):\n{}\n", block(body, indent + 4))
            }
        }
    }
}

fn block(statements: &[Statement], indent: usize) -> String {
    if statements.is_empty() {
        return format!("{}pass\n", " ".repeat(indent));
    }
    write(statements, indent)
}

/// What is otherwise and again a choice goes on with `elif`.
fn conditional(
    cases: &[(String, Vec<Statement>)],
    otherwise: &[Statement],
    indent: usize,
) -> String {
    let margin = " ".repeat(indent);
    let mut written = String::new();
    for (at, (condition, body)) in cases.iter().enumerate() {
        let word = if at == 0 { "if" } else { "elif" };
        written += &format!("{margin}{word} {condition}:\n{}", block(body, indent + 4));
    }
    match otherwise {
        [] => written,
        [Statement::If { cases, otherwise }] => {
            let rest = conditional(cases, otherwise, indent);
            let rest = rest.strip_prefix(&margin).unwrap_or(&rest);
            written + &margin + "el" + rest
        }
        _ => written + &format!("{margin}else:\n{}", block(otherwise, indent + 4)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str) -> Vec<Statement> {
        vec![Statement::Call(Code::call(name))]
    }

    #[test]
    fn a_choice_within_otherwise_goes_on_with_elif() {
        let inner = Statement::If {
            cases: vec![("b".to_owned(), call("g"))],
            otherwise: call("h"),
        };
        let outer = Statement::If {
            cases: vec![("a".to_owned(), call("f"))],
            otherwise: vec![inner],
        };
        assert_eq!(
            write(&[outer], 4),
            "    if a:\n        f()\n    elif b:\n        g()\n    else:\n        h()\n"
        );
    }

    #[test]
    fn an_empty_block_passes() {
        let empty = Statement::For {
            variable: "_",
            over: "range(3)".to_owned(),
            body: vec![],
        };
        assert_eq!(write(&[empty], 0), "for _ in range(3):\n    pass\n");
    }
}
