*** Comments ***
Files «Sin información» with Robot Framework's Browser library: one browser, a context for each
taxpayer. Run it with --variable LISTA:lista.json, the file that playwright_simple.py reads.

*** Settings ***
Library           Browser    timeout=30s    auto_closing_level=SUITE
Library           Collections
Suite Setup       Abrir navegador
Suite Teardown    Close Browser

*** Variables ***
${LISTA}          lista.json
${WIDGET}         css=#formFirmaDigital >>>

*** Test Cases ***
Presentar todas
    FOR    ${contribuyente}    IN    @{DATOS}[contribuyentes]
        New Context    acceptDownloads=True
        New Page    ${DATOS}[micrositio]
        Presentar    ${contribuyente}
        Close Context
    END

*** Keywords ***
Abrir navegador
    ${datos}=    Evaluate    json.loads(pathlib.Path($LISTA).read_text(encoding="utf-8"))    modules=json,pathlib
    Set Suite Variable    $DATOS    ${datos}
    New Browser    chromium    headless=True    executablePath=${datos}[navegador]

Presentar
    [Arguments]    ${contribuyente}
    Entrar    ${contribuyente}
    Revisar que no tenga acuse    ${contribuyente}
    Capturar    ${contribuyente}
    Firmar    ${contribuyente}
    Descargar acuse    ${contribuyente}
    Click    role=button[name="Cerrar sesión"]
    Wait For Elements State    text=Su sesión ha terminado    visible

Entrar
    [Arguments]    ${contribuyente}
    Scroll To Element    role=link[name="Ingresar a ICISOE"]
    Click    role=link[name="Ingresar a ICISOE"]
    Click    role=button[name="Ingresar con E.Firma"]
    Llenar e.firma    ${contribuyente}
    Wait For Elements State    text=Bienvenidos    visible

Llenar e.firma
    [Arguments]    ${contribuyente}
    Upload File By Selector    ${WIDGET} \#inputCertificado    ${contribuyente}[cer]
    Upload File By Selector    ${WIDGET} \#inputKey    ${contribuyente}[key]
    Fill Text    ${WIDGET} \#inputRFC    ${contribuyente}[rfc]
    ${clave}=    Set Variable    ${contribuyente}[clave]
    Fill Secret    ${WIDGET} \#inputPassword    $clave
    Click    ${WIDGET} \#botonValidarCert

Revisar que no tenga acuse
    [Arguments]    ${contribuyente}
    Click    role=navigation[name="Menú"] >> role=button[name=/^Informativa/]
    Click    role=link[name="Acuses de presentación"]
    Wait For Elements State    role=heading[name="Acuses de Presentación"]    visible
    Get Element Count    css=tr:has-text("${contribuyente}[anio]"):has-text("${contribuyente}[cuatrimestre]")    ==    0

Capturar
    [Arguments]    ${contribuyente}
    Click    role=link[name="Capturar informativa"]
    Wait For Elements State    text=No existen informativas registradas    visible
    Click    role=button[name="Nueva informativa"]
    # The lists show before the page's script listens to them.
    Wait Until Keyword Succeeds    10x    500ms    Elegir periodo    ${contribuyente}
    Click    role=button[name="Continuar"]
    Get Text    role=dialog[name="Información"]    *=    Declaro bajo protesta de decir verdad
    Click    role=dialog[name="Información"] >> role=button[name="Continuar"]

Elegir periodo
    [Arguments]    ${contribuyente}
    Select Options By    role=combobox[name=/Año/]    value    ${contribuyente}[anio]
    Select Options By    role=combobox[name=/Periodo a informar/]    text    ${contribuyente}[meses]
    Select Options By    role=combobox[name=/Tipo de informativa/]    text    Sin información
    Get Property    role=textbox[name=/Cuatrimestre/]    value    ==    ${contribuyente}[cuatrimestre]

Firmar
    [Arguments]    ${contribuyente}
    Llenar e.firma    ${contribuyente}
    Click    ${WIDGET} \#botonFirmar
    Click    role=dialog[name="Firma exitosa"] >> role=button[name="Cerrar"]
    Wait For Elements State    role=heading[name="Informativas en captura"]    visible

Descargar acuse
    [Arguments]    ${contribuyente}
    Click    role=link[name="Acuses de presentación"]
    ${descarga}=    Promise To Wait For Download    saveAs=${DATOS}[salida]/${contribuyente}[rfc].pdf
    Click    css=tr:has-text("${contribuyente}[anio]"):has-text("${contribuyente}[cuatrimestre]") >> role=button[name="Descargar Acuse"]
    Wait For    ${descarga}
