using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary>Options of commands that read pictures.</summary>
internal static class PictureOptions
{
    /// <summary>Package that predicts the attribute words.</summary>
    public static Option<string?> AttributeModel() => Package(
        "--attribute-model", "attributes/1",
        "Package that names the words that describe pictures, of 'engram-lab train attributes'. Default: the object detector.");

    /// <summary>Package that reads pictures.</summary>
    public static Option<string?> Backbone() => Package(
        "--backbone", "vgg16/1", "Package that reads pictures, as VisionFeatures__Model of the services. Default: the object detector.");

    private static Option<string?> Package(string name, string example, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "NAME/VERSION" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
                result.AddError($"{name} is NAME/VERSION, for example {example}, not '{token.Value}'.");
        });
        return option;
    }
}
