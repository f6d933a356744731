using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Engram.Gateway.Http;

/// <summary>How much a request may bring, set by the endpoint that knows.</summary>
internal static class RequestLimits
{
    /// <summary>A body longer than this ends with 413.</summary>
    public static void LimitBody(this HttpRequest request, long maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
    }

    /// <summary>A stream has no end that could be too far, and its client may pause; its lines are bounded one by one.</summary>
    public static void AllowStream(this HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
