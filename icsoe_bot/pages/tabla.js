// Reads the table that has certain columns: one that says that it is a table, or else one that only
// looks like it, whose headings stand side by side and whose rows follow with as many parts.
({ tabla, fila, encabezado, celda, espera, columnas }) => {
  const compacto = (texto) => texto.normalize("NFD").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const seVe = (e) => e.checkVisibility({ visibilityProperty: true });
  const texto = (e) => e.innerText.trim().replace(/\s+/g, " ");
  const buscadas = columnas.map(compacto);
  const sonLasColumnas = (partes) => {
    const dichas = partes.map((parte) => compacto(texto(parte)));
    return buscadas.every((columna) => dichas.includes(columna));
  };
  const camino = (e) => {
    const pasos = [];
    for (let nodo = e; nodo.parentElement; nodo = nodo.parentElement) {
      const iguales = [...nodo.parentElement.children].filter((otro) => otro.tagName === nodo.tagName);
      pasos.unshift(`*[local-name()='${nodo.localName}'][${iguales.indexOf(nodo) + 1}]`);
    }
    return `/${["*[1]", ...pasos].join("/")}`;
  };

  const declarada = () => {
    for (const una of [...document.querySelectorAll(tabla)].filter(seVe)) {
      const propias = [...una.querySelectorAll(fila)].filter((f) => f.closest(tabla) === una && seVe(f));
      const partes = (f) =>
        [...f.querySelectorAll(`${encabezado}, ${celda}`)].filter((c) => c.closest(fila) === f);
      const cabeza = propias.findIndex((f) => sonLasColumnas(partes(f)));
      if (cabeza >= 0) {
        return {
          encabezados: partes(propias[cabeza]),
          filas: propias.slice(cabeza + 1).map((f) => [f, partes(f)]),
        };
      }
    }
    return null;
  };

  const aparente = () => {
    const cabeza = [...document.body.querySelectorAll("*")]
      .reverse()
      .find((e) => e.children.length >= buscadas.length && seVe(e) && sonLasColumnas([...e.children]));
    if (!cabeza) return null;
    const ancho = cabeza.children.length;
    const filas = [];
    const recorrer = (partes) => {
      for (const parte of partes.filter((e) => seVe(e) && texto(e))) {
        if (parte.children.length === ancho) filas.push([parte, [...parte.children]]);
        else if ([...parte.querySelectorAll("*")].some((e) => e.children.length === ancho)) {
          recorrer([...parte.children]);
        } else if (parte.children.length > ancho / 2) filas.push([parte, [...parte.children]]);
        else filas.push([parte, [parte]]);
      }
    };
    const siguientes = (e) => {
      const hermanos = [...e.parentElement.children];
      return hermanos.slice(hermanos.indexOf(e) + 1);
    };
    recorrer(siguientes(cabeza));
    if (!filas.length) recorrer(siguientes(cabeza.parentElement));
    return { encabezados: [...cabeza.children], filas };
  };

  const trabaja = espera && [...document.querySelectorAll(espera)].some(seVe);
  const hallada = declarada() ?? aparente();
  if (!hallada) return { lista: false, hallada: false };
  const filas = hallada.filas
    .map(([f, partes]) => ({ camino: camino(f), celdas: partes.map(texto) }))
    .filter((f) => f.celdas.length);
  const cargando = filas.some((f) => f.celdas.some((c) => /cargando|procesando|espere|loading/i.test(c)));
  return {
    lista: filas.length > 0 && !trabaja && !cargando,
    hallada: true,
    encabezados: hallada.encabezados.map(texto),
    filas,
  };
}
