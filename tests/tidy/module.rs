//! One source file: what it defines, brings into scope and names.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree};

/// One source file, which is one module. What only tests see is left out.
#[derive(Default)]
pub struct Module {
    /// Names that the file itself defines.
    pub defined: BTreeSet<String>,
    /// Names that it brings into scope, with the path that each stands for.
    pub imported: BTreeMap<String, Vec<String>>,
    /// Modules of which it brings everything into scope.
    pub globs: Vec<Vec<String>>,
    /// Every path in its code and in its private imports, as written.
    pub paths: BTreeSet<Vec<String>>,
    /// Names of the methods that it calls.
    pub calls: BTreeSet<String>,
}

impl Module {
    pub fn parse(text: &str) -> syn::Result<Self> {
        let mut module = Self::default();
        for item in syn::parse_file(text)?.items {
            module.take(item);
        }
        Ok(module)
    }

    fn take(&mut self, item: Item) {
        if attributes(&item).iter().any(is_for_tests) {
            return;
        }
        match item {
            Item::Use(item) => self.take_use(
                &item.tree,
                Vec::new(),
                matches!(item.vis, syn::Visibility::Inherited),
            ),
            Item::Mod(item) => {
                self.defined.insert(item.ident.to_string());
                if let Some((_, items)) = item.content {
                    items.into_iter().for_each(|item| self.take(item));
                }
            }
            other => {
                self.defined.extend(name_of(&other));
                let code = other.into_token_stream();
                take_calls(code.clone(), &mut self.calls);
                take_paths(code, &mut self.paths);
            }
        }
    }

    /// A private import is a use of what it names; a public one hands it on, and whoever uses it is found by its name.
    fn take_use(&mut self, tree: &UseTree, mut before: Vec<String>, is_private: bool) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.take_use(&path.tree, before, is_private);
            }
            UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|tree| self.take_use(tree, before.clone(), is_private)),
            UseTree::Glob(_) => {
                self.globs.push(before);
            }
            UseTree::Name(name) => self.bring(
                name.ident.to_string(),
                before,
                name.ident.to_string(),
                is_private,
            ),
            UseTree::Rename(rename) => self.bring(
                rename.rename.to_string(),
                before,
                rename.ident.to_string(),
                is_private,
            ),
        }
    }

    fn bring(&mut self, name: String, mut path: Vec<String>, last: String, is_private: bool) {
        let name = if last == "self" {
            path.last().cloned().unwrap_or_default()
        } else {
            path.push(last);
            name
        };
        if is_private {
            self.paths.insert(path.clone());
        }
        self.imported.insert(name, path);
    }
}

/// Every `a::b::c` in the code, macros' arguments included, and every single name of a type or constant, which a glob
/// may have brought.
fn take_paths(code: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => take_paths(group.stream(), paths),
            TokenTree::Ident(ident) => {
                let mut path = vec![ident.to_string()];
                while is_colon(tokens.get(at + 1)) && is_colon(tokens.get(at + 2)) {
                    let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else {
                        break;
                    };
                    path.push(next.to_string());
                    at += 3;
                }
                let is_local = path.len() == 1 && !path[0].starts_with(char::is_uppercase);
                if !is_local {
                    paths.insert(path);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The name of every method that is called: `.name(…)`.
fn take_calls(code: TokenStream, calls: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = code.into_iter().collect();
    for call in tokens.windows(3) {
        if let [
            TokenTree::Punct(dot),
            TokenTree::Ident(name),
            TokenTree::Group(_),
        ] = call
            && dot.as_char() == '.'
        {
            calls.insert(name.to_string());
        }
    }
    for token in tokens {
        if let TokenTree::Group(group) = token {
            take_calls(group.stream(), calls);
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]`, alone or with what else has to hold.
fn is_for_tests(attribute: &Attribute) -> bool {
    let text = attribute
        .meta
        .to_token_stream()
        .to_string()
        .replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}
