// Runs in every page and frame before any of its scripts. See mascara.py.
(enteros, palabras) => {
  const NOMBRE = "icsoe-oculto", TAPADO = "icsoe-tapado", A_LA_VISTA = "icsoe-a-la-vista";
  const APARTE = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"]);
  const BOTONES = new Set(["button", "submit", "reset"]);
  const DE_TEXTO = new Set(["text", "search", "tel", "url", "email", "number"]);
  const NO = 0, QUIZA = 1, SI = 2;
  const SENCILLO = /[\p{L}\p{N}&]/u, MARCA = /\p{Mn}/u, PALABRA = /[\p{L}\p{N}\p{Mn}&]+/gu;
  const plana = (texto) => texto.normalize("NFD").replace(/\p{Mn}/gu, "").toLocaleUpperCase("es");
  const letras = (texto) => [...plana(texto)].filter((letra) => SENCILLO.test(letra)).join("");
  const palabrasDe = (texto) => [...texto.matchAll(PALABRA)];
  enteros = enteros.map(letras).filter(Boolean);
  palabras = new Set(palabras.map(letras).filter(Boolean));
  const contiene = (texto) => {
    const junto = letras(texto);
    return enteros.some((entero) => junto.includes(entero))
      || palabrasDe(texto).some(([palabra]) => palabras.has(plana(palabra)));
  };

  const hoja = new CSSStyleSheet();
  // Letters of the cover's own colour would leave edges that differ from it by one, which is enough
  // to read them by: they aren't drawn at all. Fields show dots, and their text by exception.
  hoja.replaceSync(`
    ::highlight(${NOMBRE}) { color: transparent; background-color: #4a5361; text-shadow: none; }
    input:not([type=button], [type=submit], [type=reset], [type=checkbox], [type=radio]), textarea
    { -webkit-text-security: disc !important; }
    input[${A_LA_VISTA}]:not([type=password]), textarea[${A_LA_VISTA}]
    { -webkit-text-security: none !important; }
    input[type=file] { color: transparent !important; }
    [${TAPADO}], [${TAPADO}] *, [${TAPADO}]::placeholder { color: transparent !important;
      -webkit-text-fill-color: transparent !important; text-shadow: none !important;
      fill: transparent !important; stroke: transparent !important; }
    [${TAPADO}]:is(select, input) { background: #4a5361 !important; }`);

  const sombras = new WeakMap(), seguidas = new Set();
  const vigia = new MutationObserver(() => revisar());
  let quitada = false;
  const seguir = (raiz) => {
    if (!raiz.adoptedStyleSheets.includes(hoja)) {
      raiz.adoptedStyleSheets.push(hoja);
      quitada ||= seguidas.has(raiz);
    }
    if (seguidas.has(raiz)) return;
    seguidas.add(raiz);
    vigia.observe(raiz, {
      childList: true, subtree: true, characterData: true,
      attributeFilter: ["value", "placeholder", "label", "type", "readonly", "disabled"],
    });
  };
  const sombraDe = (elemento) => sombras.get(elemento) ?? elemento.shadowRoot;

  // Every text and element in the order in which they are read, those of shadow roots too.
  function* recorrer(raiz) {
    seguir(raiz);
    const nodos = document.createTreeWalker(raiz, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let nodo = nodos.nextNode(); nodo; nodo = nodos.nextNode()) {
      yield nodo;
      const sombra = nodo.nodeType === Node.ELEMENT_NODE && sombraDe(nodo);
      if (sombra) yield* recorrer(sombra);
    }
  }

  let marcados = new Set(), cuentas = new Map(), rangos = 0;
  // One range for each text: none reaches across the border of a shadow root.
  const tapar = (tapados, lugares, desde, hasta) => {
    for (let i = desde; i < hasta;) {
      const [nodo, primera] = lugares[i];
      let ultima = primera;
      for (; i < hasta && lugares[i][0] === nodo; i++) ultima = lugares[i][1];
      const rango = document.createRange();
      rango.setStart(nodo, primera);
      rango.setEnd(nodo, ultima + 1);
      tapados.add(rango);
      // SVG draws its letters by other rules, and a list draws its chosen option itself.
      const dibujado = nodo.parentElement?.closest("svg text, select");
      if (dibujado) marcados.add(dibujado);
    }
  };
  function* buscar(que, donde) {
    for (let i = donde.indexOf(que); i >= 0; i = donde.indexOf(que, i + 1)) yield i;
  }

  const mirarCampo = (campo) => {
    const quieto = campo.readOnly || campo.matches(":disabled");
    const deTexto = campo.localName === "textarea" || DE_TEXTO.has(campo.type);
    campo.toggleAttribute(A_LA_VISTA, quieto && deTexto && !contiene(campo.value));
  };

  const mirarElemento = (elemento) => {
    if (elemento.localName === "input" || elemento.localName === "textarea") {
      mirarCampo(elemento);
      const escrito = BOTONES.has(elemento.type) ? elemento.value : elemento.placeholder;
      if (contiene(escrito)) marcados.add(elemento);
    } else if (elemento.localName === "select") {
      const opciones = [...elemento.querySelectorAll("option, optgroup")];
      if (opciones.some((una) => contiene(una.label || una.text || ""))) marcados.add(elemento);
    }
  };

  const revisar = () => {
    const tapados = new Highlight(), antes = marcados;
    marcados = new Set();
    cuentas = new Map();
    // The page's letters and digits alone, where each one is, and whether it follows the one before
    // it at once. Between two elements nobody knows: both are thought possible.
    let texto = "", sigue = NO;
    const lugares = [], seguidos = [];
    for (const nodo of recorrer(document)) {
      if (nodo.nodeType === Node.ELEMENT_NODE) { mirarElemento(nodo); continue; }
      if (APARTE.has(nodo.parentNode?.nodeName)) continue;
      if (sigue === SI) sigue = QUIZA;
      for (let i = 0; i < nodo.data.length; i++) {
        if (!SENCILLO.test(nodo.data[i])) {
          if (!MARCA.test(nodo.data[i])) sigue = NO;
          continue;
        }
        for (const letra of plana(nodo.data[i])) {
          texto += letra;
          lugares.push([nodo, i]);
          seguidos.push(sigue);
          sigue = SI;
        }
      }
    }
    const esPalabra = (desde, hasta) => seguidos[desde] !== SI && seguidos[hasta] !== SI
      && !seguidos.slice(desde + 1, hasta).includes(NO);
    for (const que of new Set([...enteros, ...palabras])) {
      for (const desde of buscar(que, texto)) {
        const hasta = desde + que.length;
        if (!enteros.includes(que) && !esPalabra(desde, hasta)) continue;
        tapar(tapados, lugares, desde, hasta);
        cuentas.set(que, (cuentas.get(que) ?? 0) + 1);
      }
    }
    for (const elemento of antes) if (!marcados.has(elemento)) elemento.removeAttribute(TAPADO);
    for (const elemento of marcados) elemento.setAttribute(TAPADO, "");
    rangos = tapados.size;
    CSS.highlights.set(NOMBRE, tapados);
  };

  const mirarCampos = () => {
    for (const raiz of seguidas) raiz.querySelectorAll("input, textarea").forEach(mirarCampo);
  };
  const esconderCampos = () => {
    for (const raiz of seguidas)
      for (const campo of raiz.querySelectorAll(`[${A_LA_VISTA}]`)) campo.removeAttribute(A_LA_VISTA);
  };

  // What a script writes into a field that shows its text would be drawn before any event told.
  for (const clase of [HTMLInputElement, HTMLTextAreaElement]) {
    const { get, set, ...resto } = Object.getOwnPropertyDescriptor(clase.prototype, "value");
    Object.defineProperty(clase.prototype, "value", {
      ...resto,
      get,
      set(valor) {
        this.removeAttribute(A_LA_VISTA);
        set.call(this, valor);
        mirarCampo(this);
        if (BOTONES.has(this.type)) revisar();
      },
    });
  }
  // Closed ones included: nobody else could find them afterwards.
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (opciones) {
    const sombra = attachShadow.call(this, opciones);
    sombras.set(this, sombra);
    seguir(sombra);
    return sombra;
  };
  for (const suceso of ["input", "change"]) addEventListener(suceso, mirarCampos, true);
  addEventListener("reset", () => { esconderCampos(); setTimeout(mirarCampos); }, true);

  // The net below: what the browser itself says that can be read, against what was covered.
  const descubierto = () => {
    revisar();
    const tapados = CSS.highlights.get(NOMBRE);
    // Put back by now, but it may have been seen.
    const estuvo = !quitada && !hoja.disabled;
    quitada = false;
    if (!estuvo || tapados?.size !== rangos) return true;
    const visto = document.body?.innerText ?? "";
    const junto = letras(visto), vistas = new Map();
    const contar = (que) => vistas.set(que, (vistas.get(que) ?? 0) + 1);
    for (const entero of enteros) for (const _ of buscar(entero, junto)) contar(entero);
    for (const [palabra] of palabrasDe(visto)) {
      const que = letras(palabra);
      if (palabras.has(que) && !enteros.includes(que)) contar(que);
    }
    return [...vistas].some(([que, veces]) => veces > (cuentas.get(que) ?? 0));
  };
  Object.defineProperty(globalThis, Symbol.for("icsoe.descubierto"), { value: descubierto });
  setInterval(() => { if (descubierto()) globalThis.icsoeDescubierto?.(); }, 1000);
  revisar();
}
