using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Engram.ApiContracts;
using Microsoft.Net.Http.Headers;

namespace Engram.Gateway.Http;

/// <summary>Answers of resources that have their result: with a tag, by which a client learns cheaply that nothing changed.</summary>
internal static class EntityTags
{
    private const int TagBytes = 16;

    /// <summary>Returns the resource with its tag, or 304 if the client has it.</summary>
    public static IResult Json<T>(HttpContext context, T resource)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(resource, ApiJson.Options);
        // Weak: the same resource may be sent compressed.
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(json).AsSpan(0, TagBytes))}\"", isWeak: true);
        context.Response.GetTypedHeaders().ETag = tag;
        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(json, "application/json; charset=utf-8");
    }
}
