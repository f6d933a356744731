using System.Text;
using Engram.Gateway.Console.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Console;

/// <summary>A page of the console: a view within the layout, rendered on the server.</summary>
/// <param name="Title">Title of the page.</param>
/// <param name="View">The view's component.</param>
/// <param name="Parameters">The view's parameters.</param>
internal sealed record ConsolePage(string Title, Type View, Dictionary<string, object?> Parameters) : IResult
{
    // Nothing inline and nothing of other hosts: what a post holds can't become script, style or a request.
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public int Status { get; init; } = StatusCodes.Status200OK;

    public static ConsolePage Of<TView>(string title, Dictionary<string, object?> parameters)
        where TView : IComponent => new(title, typeof(TView), parameters);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var request = httpContext.Request;
        var frame = new ConsoleFrame(
            Title, SectionOf(request.Path), ConsoleGate.RoleOf(httpContext), ConsoleSessions.TokenOf(request))
        {
            WaitSeconds = (int)services.GetRequiredService<IOptions<ConsoleOptions>>().Value.ResultWait.TotalSeconds,
        };
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<Layout>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(Layout.Frame)] = frame,
                [nameof(Layout.View)] = View,
                [nameof(Layout.Parameters)] = Parameters,
            }));
            return page.ToHtmlString();
        });

        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentPolicy;
        // Not no-referrer: the origin of the page's forms would be hidden from this service too.
        response.Headers["Referrer-Policy"] = "same-origin";
        await response.WriteAsync(html, Encoding.UTF8, httpContext.RequestAborted);
    }

    // /console/posts/7 belongs to /console/posts, and /console itself is a section.
    private static string SectionOf(PathString path) => string.Join('/', path.Value!.Split('/').Take(3));
}
