//! The crate's sources as modules, and what each names of the others.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use super::module::Module;

/// Segments of a path, from the crate's root: `["training", "optimizer", "adam"]`.
pub type ModulePath = Vec<String>;

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
