"""The site on the real corpus, asked without a network."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.knowledge_base import KnowledgeBase
from kb.web import create_app


@pytest.fixture(scope="session")
def app(kb: KnowledgeBase) -> Flask:
    return create_app(kb)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
