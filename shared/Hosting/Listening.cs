using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Engram.Hosting;

/// <summary>Listens on loopback by default. Any other address requires an API key.</summary>
internal static class Listening
{
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
            if (!keys.AreRequired || HealthPaths.IsHealth(context.Request.Path) || keys.Accept(context.Request))
            {
                await next(context);
                return;
            }

            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Results.Problem(
                title: "An API key is required",
                detail: "Send one of the service's keys as 'Authorization: Bearer KEY'.",
                statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
        });
    }
}
