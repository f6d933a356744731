using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Engram.Hosting;

/// <summary>What HTTP clients expect of every service.</summary>
internal static class HttpBasics
{
    // A stream has no end, so its headers alone are answered with 405.
    private const string StreamSuffix = "/events";

    /// <summary>Answers HEAD as GET without the body, OPTIONS with the methods that a path takes, and keeps browsers from guessing types.
    /// </summary>
    public static void UseHttpBasics(this WebApplication app) => app.Use(async (context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return Task.CompletedTask;
        });
        var request = context.Request;
        // The server itself leaves the body out: it knows what the client sent.
        if (HttpMethods.IsHead(request.Method) && !request.Path.Value!.EndsWith(StreamSuffix, StringComparison.Ordinal))
            request.Method = HttpMethods.Get;
        await next(context);
        // Routing has set the header Allow.
        var response = context.Response;
        if (HttpMethods.IsOptions(request.Method) && response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            response.StatusCode = StatusCodes.Status204NoContent;
    });
}
