"""Every way in which an e.firma can be wrong has its own error."""

from __future__ import annotations

import copy
import dataclasses
import io
import logging
import os
import pickle
import traceback
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from conftest_efirma import Escenario, Escribir
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from fixtures.autoridad import Autoridad, emitir_efirma
from fixtures.autoridad.llave import cifrar_pkcs8
from icsoe_bot.domain.rfc import RFC
from icsoe_bot.efirma import Clave, Efirma, errores
