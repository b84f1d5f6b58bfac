//! Building and serving the page with Trunk.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Workers;
use crate::process::{command, root, run, target_dir};
use crate::tools::ensure_for_site;

/// The page's source without the WebGPU worker, made from `index.html` and not kept in git.
const CPU_PAGE: &str = "index.cpu.html";
const WEBGPU_WORKER: &str = "data-bin=\"trainer_webgpu\"";

/// Leaves the static site in `dist/`.
///
/// # Errors
///
/// If a tool cannot be installed or the build fails.
pub fn build(workers: Workers) -> Result<(), String> {
    ensure_for_site()?;
    run(&mut trunk("build", workers)?)?;
    println!("xtask: the site is in dist/");
    Ok(())
}

/// Builds the site, serves it and rebuilds it when a source changes, until it is interrupted.
///
/// # Errors
///
/// If a tool cannot be installed, the build fails or the port is taken.
pub fn serve(workers: Workers) -> Result<(), String> {
    ensure_for_site()?;
    println!("xtask: building; then the page is at http://127.0.0.1:8080/");
    run(&mut serving(workers)?)
}

/// Trunk serves a page that opens a socket to it, to be loaded anew after each build; on any other host that would
/// be an error in the console. So it is built elsewhere: what stands in `dist/` can always be published.
fn serving(workers: Workers) -> Result<Command, String> {
    let mut serve = trunk("serve", workers)?;
    serve.arg("--dist").arg(served_site());
    Ok(serve)
}

fn served_site() -> PathBuf {
    target_dir().join("served")
}

fn trunk(subcommand: &str, workers: Workers) -> Result<Command, String> {
    let page = match workers {
        Workers::Both => "index.html",
        Workers::CpuOnly => write_cpu_page()?,
    };
    let mut trunk = command("trunk", [subcommand, "--release=true", page]);
    // Trunk takes NO_COLOR=1 for a bad option.
    trunk
        .env_remove("NO_COLOR")
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    Ok(trunk)
}

fn write_cpu_page() -> Result<&'static str, String> {
    let told = |error: std::io::Error| format!("{CPU_PAGE}: {error}");
    let page = fs::read_to_string(root().join("index.html")).map_err(told)?;
    let page = without_webgpu_worker(&page)
        .ok_or_else(|| format!("index.html has no link with {WEBGPU_WORKER}"))?;
    fs::write(root().join(CPU_PAGE), page).map_err(told)?;
    Ok(CPU_PAGE)
}

/// `page` without the link that builds the WebGPU worker; `None` if it has none.
fn without_webgpu_worker(page: &str) -> Option<String> {
    let attribute = page.find(WEBGPU_WORKER)?;
    let start = page[..attribute].rfind("<link")?;
    let end = attribute + page[attribute..].find('>')? + 1;
    Some(format!("{}{}", &page[..start], &page[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_page_is_the_page_without_the_webgpu_link() {
        let page = "<link a>\n<link rel=\"rust\"\n data-bin=\"trainer_webgpu\"\n b />\n<link c>";
        let expected = "<link a>\n\n<link c>";
        assert_eq!(without_webgpu_worker(page).as_deref(), Some(expected));
    }

    #[test]
    fn a_page_without_the_webgpu_link_is_refused() {
        assert_eq!(
            without_webgpu_worker("<link data-bin=\"trainer_cpu\">"),
            None
        );
    }

    #[test]
    fn what_is_served_is_not_built_where_the_published_site_is() {
        let arguments = |command: &Command| -> Vec<String> {
            let arguments = command.get_args();
            arguments
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect()
        };
        let serve = arguments(&serving(Workers::Both).unwrap());
        let folder = serve.iter().position(|argument| argument == "--dist");
        let folder = folder.and_then(|at| serve.get(at + 1)).unwrap();
        assert_ne!(PathBuf::from(folder), root().join("dist"));
        let build = arguments(&trunk("build", Workers::Both).unwrap());
        assert!(!build.iter().any(|argument| argument == "--dist"));
    }

    #[test]
    fn the_page_builds_the_webgpu_worker_and_the_cpu_page_does_not() {
        let page = fs::read_to_string(root().join("index.html")).unwrap();
        let cpu_page = without_webgpu_worker(&page).unwrap();
        assert!(!cpu_page.contains(WEBGPU_WORKER));
        assert!(cpu_page.contains("data-bin=\"trainer_cpu\""));
        assert!(cpu_page.contains("data-bin=\"playground\""));
    }
}
