// Runs before the page is drawn: says that scripts work.
document.documentElement.classList.replace("no-js", "js");
