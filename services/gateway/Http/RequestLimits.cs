using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Engram.Gateway.Http;

/// <summary>Limits on request bodies, set by each endpoint.</summary>
internal static class RequestLimits
{
    /// <summary>Rejects a longer body with 413.</summary>
    public static void LimitBody(this HttpRequest request, long maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        if (request.HttpContext.Features.Get<InflatedBody>() is { } inflated)
            inflated.MaxBytes = maxBytes;
    }

    /// <summary>Lifts the limits on body size and data rate: a stream has no set length and its client may
    /// pause. Its lines are limited one by one.</summary>
    public static void AllowStream(this HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (request.HttpContext.Features.Get<InflatedBody>() is { } inflated)
            inflated.MaxBytes = null;
        if (request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }
}
