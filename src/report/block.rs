//! What a document consists of, whatever form it is written in.

/// A document from its title on.
#[derive(Clone, Debug)]
pub struct Document {
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
pub enum Block {
    /// A chapter, and what links to it are called: letters, digits and hyphens.
    Heading {
        name: String,
        text: String,
    },
    Paragraph(Vec<Inline>),
    List(Vec<Vec<Inline>>),
    Table(Table),
    Picture {
        svg: String,
        /// What is to be seen, for those who cannot.
        text: String,
    },
    /// What few want to read, behind a line that opens it.
    Details {
        line: String,
        blocks: Vec<Block>,
    },
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    Text(String),
    Strong(String),
    Code(String),
    Link { text: String, address: String },
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// Whether numbers are below each other in it.
    pub is_number: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub cells: Vec<Inline>,
    /// Whether it stands out.
    pub is_marked: bool,
}

impl Table {
    /// Columns by their names; those that begin with `#` hold numbers.
    pub fn new(names: &[&str]) -> Self {
        let column = |name: &&str| Column {
            name: name.trim_start_matches('#').to_owned(),
            is_number: name.starts_with('#'),
        };
        Self {
            columns: names.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }
}

pub fn text(text: impl Into<String>) -> Inline {
    Inline::Text(text.into())
}

pub fn strong(text: impl Into<String>) -> Inline {
    Inline::Strong(text.into())
}

pub fn code(text: impl Into<String>) -> Inline {
    Inline::Code(text.into())
}

pub fn link(text: impl Into<String>, address: impl Into<String>) -> Inline {
    Inline::Link {
        text: text.into(),
        address: address.into(),
    }
}

pub fn heading(name: &str, text: impl Into<String>) -> Block {
    Block::Heading {
        name: name.to_owned(),
        text: text.into(),
    }
}
