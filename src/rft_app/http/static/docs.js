document.getElementById("filter").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const article of document.querySelectorAll("article")) {
    const found = article.textContent.toLowerCase().includes(wanted);
    article.hidden = !found;
    document.querySelector(`nav a[href="#${article.id}"]`).parentElement.hidden = !found;
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("article:not([hidden])");
  }
});
