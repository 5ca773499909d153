"""What lies in a new working folder, for whoever opens it."""

from __future__ import annotations

from icsoe_bot.portal.direcciones import Ambiente


def leeme(ambiente: Ambiente) -> str:
    """The text of ``LEEME.txt``."""
    que_es = (
        "Es de PRÁCTICA: trabaja con la réplica, y nada de lo que se presente tiene validez."
        if ambiente is Ambiente.REPLICA
        else "Es de PRODUCCIÓN: lo que se presente aquí se presenta de verdad ante el IMSS."
    )
    return f"""\
CARPETA DE TRABAJO DE icsoe
===========================

{que_es}

Qué hay
-------
  .env                 los ajustes; puede llevar contraseñas
  efirmas/<RFC>/       el .cer y el .key de cada contribuyente
  lote.csv             qué presentar: un renglón por contribuyente y periodo
  dias-inhabiles.txt   días inhábiles de más, si los hay: uno por renglón, como 2027-01-18
  acuses/              los acuses; aparece con el primero
  bitacora-…           lo que se ha hecho: no la borre, impide firmar dos veces
  registro/, evidencia/, informes/   lo que pasó en cada corrida

Cuidados
--------
  - Aquí hay llaves y contraseñas: no envíe la carpeta, ni la ponga en la nube o en una unidad de
    red. Respáldela en un disco que solo usted maneje.
  - Solo el titular de una e.firma responde de ella: bórrela cuando deje de necesitarla.
  - En lote.csv, nadie declara por omisión: escriba quién declara y qué día lo hizo.
  - Al abrir lote.csv en Excel, dé antes a la columna periodo el formato Texto (Datos, Desde
    texto/CSV): si no, Excel vuelve una fecha lo que dice 2026-2, e icsoe lo rechaza.

Qué se escribe en la terminal, abierta en esta carpeta
------------------------------------------------------
  icsoe revisar
  icsoe efirma
  icsoe presentar --lote lote.csv --simular
  icsoe presentar --lote lote.csv
  icsoe estado

Desde otra parte, diga dónde está la carpeta: icsoe -C "RUTA DE ESTA CARPETA" revisar

Para agregar contribuyentes, ponga sus archivos en efirmas/<RFC>/ y vuelva a ejecutar
«icsoe iniciar»: conserva lo que hay y pregunta lo que falta.
"""
