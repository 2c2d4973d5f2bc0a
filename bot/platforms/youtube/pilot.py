"""The ``posts`` resource of the Data API, which the published discovery document does not have.

Google documents it as a pilot for chosen partners (read in November 2026): insert, list and update with part=snippet,
``snippet.textDisplay`` as the text, published at once and public; delete by id. A picture is uploaded before, for a token
that the post names in ``attachments.imageAttachments``.
"""

from __future__ import annotations

import json
from typing import Any

_PART = {"location": "query", "repeated": True, "required": True, "type": "string"}
_TEXT_IN_QUERY = {"location": "query", "type": "string"}
_PATH = "youtube/v3/posts"

_POSTS = {
    "methods": {
        "insert": {
            "id": "youtube.posts.insert",
            "path": _PATH,
            "flatPath": _PATH,
            "httpMethod": "POST",
            "parameterOrder": ["part"],
            "parameters": {"part": _PART},
            "request": {"$ref": "Post"},
            "response": {"$ref": "Post"},
        },
        "update": {
            "id": "youtube.posts.update",
            "path": _PATH,
            "flatPath": _PATH,
            "httpMethod": "PUT",
            "parameterOrder": ["part"],
            "parameters": {"part": _PART},
            "request": {"$ref": "Post"},
            "response": {"$ref": "Post"},
        },
        "delete": {
            "id": "youtube.posts.delete",
            "path": _PATH,
            "flatPath": _PATH,
            "httpMethod": "DELETE",
            "parameterOrder": ["id"],
            "parameters": {"id": _TEXT_IN_QUERY | {"required": True}},
        },
        "list": {
            "id": "youtube.posts.list",
            "path": _PATH,
            "flatPath": _PATH,
            "httpMethod": "GET",
            "parameterOrder": ["part"],
            "parameters": {
                "part": _PART,
                "channelId": _TEXT_IN_QUERY,
                "pageToken": _TEXT_IN_QUERY,
            },
            "response": {"$ref": "PostListResponse"},
        },
        "imageUpload": {
            "id": "youtube.posts.imageUpload",
            "path": f"{_PATH}/image",
            "flatPath": f"{_PATH}/image",
            "httpMethod": "POST",
            "parameters": {},
            "response": {"$ref": "PostImage"},
            "supportsMediaUpload": True,
            "mediaUpload": {
                "accept": ["image/*"],
                "maxSize": "16MB",
                "protocols": {"simple": {"multipart": True, "path": f"/upload/{_PATH}/image"}},
            },
        },
    }
}

_TEXT = {"type": "string"}
_SCHEMAS = {
    "Post": {
        "id": "Post",
        "type": "object",
        "properties": {
            "id": _TEXT,
            "snippet": {"$ref": "PostSnippet"},
            "attachments": {"$ref": "PostAttachments"},
        },
    },
    "PostAttachments": {
        "id": "PostAttachments",
        "type": "object",
        "properties": {"imageAttachments": {"type": "array", "items": {"$ref": "PostImage"}}},
    },
    "PostImage": {
        "id": "PostImage",
        "type": "object",
        "properties": {"uploadToken": _TEXT},
    },
    "PostSnippet": {
        "id": "PostSnippet",
        "type": "object",
        "properties": {"channelId": _TEXT, "publishedAt": _TEXT, "textDisplay": _TEXT},
    },
    "PostListResponse": {
        "id": "PostListResponse",
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "Post"}},
            "nextPageToken": _TEXT,
        },
    },
}


def with_posts(document: str, *, root: str | None) -> dict[str, Any]:
    """The library's discovery ``document`` with ``posts`` as its one resource, at ``root`` if given."""
    service: dict[str, Any] = json.loads(document)
    service["resources"] = {"posts": _POSTS}
    service["schemas"] = _SCHEMAS
    if root:
        service["rootUrl"] = service["baseUrl"] = root.rstrip("/") + "/"
        service["servicePath"] = ""
    return service
