//! The crate's sources as modules, what each defines, and what each names of the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, UseTree};

/// Segments of a path, from the crate's root: `["training", "optimizer", "adam"]`.
pub type ModulePath = Vec<String>;

/// One source file, which is one module. What only tests see is left out.
#[derive(Default)]
pub struct Module {
    /// Names that the file itself defines.
    defined: BTreeSet<String>,
    /// Names that it brings into scope, with the path that each stands for.
    imported: BTreeMap<String, Vec<String>>,
    /// Modules of which it brings everything into scope.
    globs: Vec<Vec<String>>,
    /// Every path in its code and in its private imports, as written.
    paths: BTreeSet<Vec<String>>,
    /// Names of the methods that it calls.
    calls: BTreeSet<String>,
}

/// All modules of the crate, by their paths.
pub struct House {
    pub modules: BTreeMap<ModulePath, Module>,
    known: RefCell<HashMap<(ModulePath, String), Option<Found>>>,
}

impl House {
    pub fn read(source: &Path) -> Self {
        let files = rust_files(source).into_iter().map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            (module_path(file.strip_prefix(source).unwrap()), text)
        });
        Self::build(files)
    }

    /// A house of files that a test has written.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        Self::build(files.map(|(file, text)| (module_path(Path::new(file)), (*text).to_owned())))
    }

    fn build(files: impl Iterator<Item = (ModulePath, String)>) -> Self {
        // The programs are crates of their own.
        let is_program = |path: &ModulePath| {
            path.first()
                .is_some_and(|first| first == "bin" || first == "main")
        };
        let ours = files.filter(|(path, _)| !is_program(path));
        let modules = ours.map(|(path, text)| {
            let module = Module::parse(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
            (path, module)
        });
        let mut house = Self {
            modules: modules.collect(),
            known: RefCell::default(),
        };
        house.leave_out_tests();
        house
    }

    /// Whether a module of this name lies right under the root.
    pub fn has(&self, name: &str) -> bool {
        self.modules.contains_key(&vec![name.to_owned()])
    }

    /// A file that only tests see is declared by a `#[cfg(test)] mod`, which its parent has not counted among its own.
    fn leave_out_tests(&mut self) {
        let declared = |modules: &BTreeMap<ModulePath, Module>, path: &ModulePath| {
            (1..=path.len()).all(|depth| {
                let parent = modules.get(&path[..depth - 1]);
                parent.is_some_and(|parent| parent.defined.contains(&path[depth - 1]))
            })
        };
        let strangers: Vec<ModulePath> = self
            .modules
            .keys()
            .filter(|path| !declared(&self.modules, path))
            .cloned()
            .collect();
        for stranger in strangers {
            self.modules.remove(&stranger);
        }
    }

    /// The modules whose definitions a module names.
    pub fn needs(&self, module: &ModulePath) -> BTreeSet<ModulePath> {
        let paths = self.modules[module].paths.iter();
        let needs = paths.filter_map(|path| self.resolve(module, path));
        needs.filter(|need| need != module).collect()
    }

    /// Whether a module names the crate `name`, in a path or as a path's first word.
    pub fn names_crate(&self, module: &ModulePath, name: &str) -> bool {
        let mut paths = self.modules[module].paths.iter();
        paths.any(|path| path.len() > 1 && path[0] == name) && self.look_up(module, name).is_none()
    }

    /// Modules that call a method of this name, or name it in a path.
    pub fn callers(&self, method: &str) -> BTreeSet<String> {
        let names =
            |path: &Vec<String>| path.len() > 1 && path.last().is_some_and(|last| last == method);
        let is_caller =
            |module: &Module| module.calls.contains(method) || module.paths.iter().any(names);
        let callers = self.modules.iter().filter(|(_, module)| is_caller(module));
        callers.map(|(path, _)| path.join("::")).collect()
    }

    /// Modules that call a function of floats by this name, as a method or by its type.
    pub fn float_callers(&self, method: &str) -> BTreeSet<String> {
        let names = |path: &Vec<String>| {
            let [.., owner, name] = &path[..] else {
                return false;
            };
            name == method && (owner == "f32" || owner == "f64")
        };
        let is_caller =
            |module: &Module| module.calls.contains(method) || module.paths.iter().any(names);
        let callers = self.modules.iter().filter(|(_, module)| is_caller(module));
        callers.map(|(path, _)| path.join("::")).collect()
    }

    /// The module in which a path ends, as seen from `module`, through whatever re-exports it.
    fn resolve(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let (mut at, mut rest) = (module.to_vec(), path);
        while let Some((name, after)) = rest.split_first() {
            let is_first = rest.len() == path.len();
            match name.as_str() {
                "crate" if is_first => at.clear(),
                "self" if is_first => {}
                "super" => {
                    at.pop()?;
                }
                _ => match self.look_up(&at, name)? {
                    Found::Module(module) => at = module,
                    found => return Some(found.into_path()),
                },
            }
            rest = after;
        }
        Some(at)
    }

    /// What a name means in a module: each is looked up once.
    fn look_up(&self, module: &[String], name: &str) -> Option<Found> {
        let key = (module.to_vec(), name.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        // Two modules may bring each other's names into scope: who asks again meanwhile finds nothing.
        self.known.borrow_mut().insert(key.clone(), None);
        let found = self.look_up_anew(module, name);
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn look_up_anew(&self, module: &[String], name: &str) -> Option<Found> {
        let child = [module, &[name.to_owned()]].concat();
        if self.modules.contains_key(&child) {
            return Some(Found::Module(child));
        }
        let here = self.modules.get(module)?;
        if here.defined.contains(name) {
            return Some(Found::Definition(module.to_vec()));
        }
        if let Some(path) = here.imported.get(name) {
            let is_ours = path.len() > 1 || path.first().is_some_and(|first| first != name);
            return self.found(module, path).filter(|_| is_ours);
        }
        here.globs.iter().find_map(|glob| {
            let target = self.resolve(module, glob)?;
            self.look_up(&target, name)
        })
    }

    fn found(&self, module: &[String], path: &[String]) -> Option<Found> {
        let end = self.resolve(module, path)?;
        let is_module = end.last() == path.last();
        Some(if is_module {
            Found::Module(end)
        } else {
            Found::Definition(end)
        })
    }
}

/// What a name stands for.
#[derive(Clone)]
enum Found {
    Module(ModulePath),
    /// Something that this module defines.
    Definition(ModulePath),
}

impl Found {
    fn into_path(self) -> ModulePath {
        let (Self::Module(path) | Self::Definition(path)) = self;
        path
    }
}

impl Module {
    fn parse(text: &str) -> syn::Result<Self> {
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

fn module_path(file: &Path) -> ModulePath {
    let stem = file.with_extension("");
    let names = stem.iter().map(|name| name.to_string_lossy().into_owned());
    names
        .filter(|name| name != "mod" && name != "lib")
        .collect()
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                rust_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}
