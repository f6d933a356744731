using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Hosting;

/// <summary>Listens on loopback by default. Any other address requires an API key.</summary>
internal static class Listening
{
    private static readonly string[] ReadingMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void AddListening(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ListeningOptions>(ListeningOptions.SectionName);
        builder.Services.AddSingleton<ApiKeys>().AddHostedService(services => services.GetRequiredService<ApiKeys>());
        var options = builder.Configuration.Peek<ListeningOptions>(ListeningOptions.SectionName);
        // ASPNETCORE_URLS and --urls are ignored: they would bypass the validation of ListeningOptions.
        builder.WebHost.UseUrls(options.Addresses());
    }

    public static void UseApiKeys(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<ApiKeys>();
        app.Use(async (context, next) =>
        {
            var role = keys.AreRequired && !HealthPaths.IsHealth(context.Request.Path) ? keys.RoleOf(context.Request) : KeyRole.Admin;
            if (role is null)
                await RefuseWithoutKeyAsync(context);
            else if (role < RequiredRole(context))
                await RefuseRoleAsync(context, role.Value);
            else
                await next(context);
        });
    }

    private static KeyRole RequiredRole(HttpContext context) => ReadingMethods.Contains(context.Request.Method)
        ? KeyRole.Read : context.GetEndpoint()?.Metadata.GetMetadata<RequiredKeyRole>()?.Role ?? KeyRole.Write;

    private static Task RefuseWithoutKeyAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Results.Problem(
            title: "An API key is required",
            detail: "Send one of the service's keys as 'Authorization: Bearer KEY'.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    private static Task RefuseRoleAsync(HttpContext context, KeyRole role) => Results.Problem(
        type: "urn:engram:problem:key-role",
        title: "The API key may not do this",
        detail: $"It is a key to {role.ToString().ToLowerInvariant()}; this needs one with the role "
            + $"{RequiredRole(context).ToString().ToLowerInvariant()}.",
        statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
}
