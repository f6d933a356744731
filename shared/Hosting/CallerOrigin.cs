using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Engram.Hosting;

/// <summary>
/// Keeps web pages of other sites from using the service through a visitor's browser. A name that an attacker resolves to this machine (DNS
/// rebinding) shows in <c>Host</c>; a request to the service's own address shows in <c>Origin</c> and <c>Sec-Fetch-Site</c>, which pages
/// can't set.
/// </summary>
internal static class CallerOrigin
{
    private const string AnyHost = "*";

    // A browser asks for permission again after this time.
    private static readonly TimeSpan PermissionAge = TimeSpan.FromMinutes(10);

    public static void AddCallerOrigin(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<ListeningOptions>>((cors, listening) =>
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. listening.Value.AllowedOrigins]).AllowAnyMethod().AllowAnyHeader()
                .WithExposedHeaders("ETag", "Location", "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After")
                .SetPreflightMaxAge(PermissionAge)));
    }

    public static void UseCallerOrigin(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<ListeningOptions>>().Value;
        var hosts = options.HostNames();
        app.Use(async (context, next) =>
        {
            var request = context.Request;
            if (!hosts.Contains(AnyHost) && !hosts.Contains(request.Host.Host))
                await HostNotAllowed(request.Host.Host).ExecuteAsync(context);
            else if (OriginOf(request) is { } origin && !options.AllowedOrigins.Contains(origin))
                await OriginNotAllowed(origin).ExecuteAsync(context);
            else
                await next(context);
        });
    }

    /// <summary>Returns the other site that a browser names as the request's source, or null.</summary>
    private static string? OriginOf(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        // Compare host and port only: behind a proxy that terminates TLS, the request's scheme differs from the page's.
        if (origin.Length > 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase) ? null : origin;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        // Following a link from another site does no more than opening the page.
        var isLink = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return site is "cross-site" or "same-site" && !isLink ? $"another site ({site})" : null;
    }

    private static IResult HostNotAllowed(string host) => Results.Problem(
        type: "urn:engram:problem:host-not-allowed",
        title: "The host name is not this service's",
        detail: $"The request is for '{host}'. Call the service by a loopback name, or add the name to "
            + $"{ListeningOptions.SectionName}__{nameof(ListeningOptions.AllowedHosts)}__0.",
        statusCode: StatusCodes.Status421MisdirectedRequest);

    private static IResult OriginNotAllowed(string origin) => Results.Problem(
        type: "urn:engram:problem:origin-not-allowed",
        title: "Pages of this origin may not use the service",
        detail: $"A browser sent the request for a page of {origin}. If that page is yours, add its origin (https://host:port) to "
            + $"{ListeningOptions.SectionName}__{nameof(ListeningOptions.AllowedOrigins)}__0.",
        statusCode: StatusCodes.Status403Forbidden);
}
