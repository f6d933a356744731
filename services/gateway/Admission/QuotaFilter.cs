using System.Globalization;
using Engram.ApiContracts;
using Engram.Gateway.Http;

namespace Engram.Gateway.Admission;

/// <summary>Rejects requests of a caller that has used up its share, and tells each caller what it has left, as
/// draft-ietf-httpapi-ratelimit-headers-10 writes it.</summary>
internal sealed class QuotaFilter(CallerQuota quota) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!quota.IsLimited)
            return next(context);
        var share = quota.Take(context.HttpContext);
        var headers = context.HttpContext.Response.Headers;
        headers["RateLimit-Policy"] = quota.Policy;
        headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{CallerQuota.PolicyName}\";r={share.Remaining};t={share.FullSeconds}");
        return share.IsGranted ? next(context) : throw new ProblemException(Problems.QuotaExceeded(share.NextSeconds));
    }
}
