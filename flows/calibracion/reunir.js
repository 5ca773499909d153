// Everything on the page that a person could use or read as a sign, with all that tells it.
(dentro) => {
  const limpio = (texto) => (texto ?? "").replace(/\s+/g, " ").trim().slice(0, 160);
  const seVe = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const hojas = "h1,h2,h3,h4,h5,h6,p,b,strong,font,legend,label,span,div,td,th,li,a,button";
  const porId = (e, atributo) =>
    (e.getAttribute(atributo) ?? "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.innerText).join(" ");
  const antes = (e) => {
    // The last words before a field, in its row or just above it.
    let nodo = e;
    for (let paso = 0; paso < 4 && nodo && nodo !== document.body; paso++, nodo = nodo.parentElement) {
      for (let previo = nodo.previousElementSibling; previo; previo = previo.previousElementSibling) {
        const dicho = limpio(previo.innerText);
        if (dicho && !previo.querySelector("input,select,textarea")) return dicho;
        if (previo.matches("input,select,textarea") || previo.querySelector("input,select,textarea")) return "";
      }
    }
    return "";
  };
  const rol = (e) => e.getAttribute("role") ?? "";
  const clase = (e) => {
    const tipo = (e.type ?? "").toLowerCase(), nombre = e.tagName;
    if (nombre === "IFRAME" || nombre === "FRAME") return "marco";
    if (nombre === "INPUT" && tipo === "file") return "archivo";
    if (nombre === "INPUT" && tipo === "password") return "secreto";
    if (nombre === "SELECT" || nombre === "TEXTAREA" || ["combobox", "listbox", "textbox"].includes(rol(e))) return "campo";
    if (nombre === "INPUT" && !["button", "submit", "image", "hidden", "checkbox", "radio", "reset"].includes(tipo)) return "campo";
    if (/^(A|BUTTON)$/.test(nombre) || ["button", "link", "menuitem", "tab"].includes(rol(e)) || e.hasAttribute("onclick")
      || (nombre === "INPUT" && ["button", "submit", "image"].includes(tipo))
      || (getComputedStyle(e).cursor === "pointer" && getComputedStyle(e.parentElement ?? e).cursor !== "pointer")) return "pulsable";
    if (e.matches(hojas) && limpio(e.innerText) && ![...e.children].some((h) => limpio(h.innerText) && h.matches(hojas + ",div"))) return "texto";
    return "";
  };
  const camino = (e) => {
    const pasos = [];
    for (let nodo = e; nodo && nodo !== document.documentElement; nodo = nodo.parentElement) {
      if (nodo !== e && nodo.id && /^[A-Za-z][\w-]*$/.test(nodo.id)) { pasos.unshift(`#${nodo.id}`); break; }
      const iguales = nodo.parentElement ? [...nodo.parentElement.children].filter((o) => o.tagName === nodo.tagName) : [nodo];
      pasos.unshift(nodo.localName + (iguales.length > 1 ? `:nth-of-type(${iguales.indexOf(nodo) + 1})` : ""));
    }
    return pasos.join(" > ");
  };
  const salida = [];
  const raiz = dentro ? document.querySelector(dentro) : document.body;
  for (const e of raiz?.querySelectorAll("*") ?? []) {
    const que = clase(e);
    if (!que || !(seVe(e) || que === "archivo")) continue;
    const propio = ["secreto", "campo", "archivo", "marco"].includes(que) ? "" : limpio(e.innerText);
    const caja = e.getBoundingClientRect();
    salida.push({
      clase: que,
      etiqueta: e.localName,
      rol: rol(e),
      id: e.id,
      name: e.getAttribute("name") ?? "",
      texto: propio || (que === "pulsable" && e.localName === "input" ? limpio(e.value) : ""),
      aria: limpio(e.getAttribute("aria-label")) || limpio(porId(e, "aria-labelledby")),
      titulo: limpio(e.getAttribute("title")) || limpio(e.querySelector("[title]")?.getAttribute("title")),
      alt: limpio(e.getAttribute("alt")) || limpio(e.querySelector("img[alt]")?.getAttribute("alt")),
      marcador: limpio(e.getAttribute("placeholder")),
      acepta: limpio(e.getAttribute("accept")),
      rotulo: limpio([...(e.labels ?? [])].map((l) => l.innerText).join(" ")),
      antes: que === "pulsable" || que === "texto" ? "" : antes(e),
      opciones: e.localName === "select" ? [...e.options].map((o) => limpio(o.label || o.text)).slice(0, 60) : [],
      soloLectura: Boolean(e.readOnly || e.disabled),
      camino: camino(e),
      orden: [Math.round(caja.top + scrollY), Math.round(caja.left)],
    });
  }
  return salida;
}
